import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOutputs, clearOutputs } from '../../../scripts/check/outputs';
import type { CodeCell } from '../../../scripts/jupyter/nbformat';
import { code, markdown, notebookOf, told } from './notebooks';

const output = { output_type: 'stream', name: 'stdout', text: 'a' } as const;

test('cells that were not run are in order', () => {
  assert.deepEqual(checkOutputs(notebookOf([markdown('# A'), code('1')])), []);
});

test('outputs, counts and times are told, and cleared', () => {
  const cells: CodeCell[] = [
    code('1', undefined, { outputs: [output, output], execution_count: 3 }),
    code('1', undefined, { metadata: { execution: { 'iopub.status.busy': 'then' } } }),
  ];
  const problems = checkOutputs(notebookOf(cells));
  assert.deepEqual(told(problems), [
    '1 outputs The cell holds 2 outputs and the execution count 3.',
    '2 outputs The cell holds the times of its execution.',
  ]);
  assert.deepEqual(
    problems.map(({ isFixable }) => isFixable),
    [true, true],
  );
  assert.deepEqual(checkOutputs(notebookOf(cells.map(clearOutputs))), []);
});

test('the copy that a run makes is told by the cell that the run put in', () => {
  const problems = checkOutputs(notebookOf([code('{ a = 1; }', ['injected-parameters'])]));
  assert.match(told(problems).join(), /^1 outputs .* is the copy of a run\.$/);
  assert.equal(problems[0]?.isFixable, false);
});
