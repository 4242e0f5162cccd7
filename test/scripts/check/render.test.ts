import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import type { Problem } from '../../../scripts/check/problem';
import { problemsAsJson, renderProblems } from '../../../scripts/check/render';

const plain = new Chalk({ level: 0 });
const cell = { number: 12, id: 'train' };

const problems: Problem[] = [
  { rule: 'kernel', message: 'No kernel.', isFixable: false },
  { rule: 'outputs', message: 'An output.', cell: { number: 2, id: 'a' }, isFixable: true },
  {
    rule: 'types',
    message: 'Wrong type.\n  Inner reason.',
    cell,
    source: { line: 3, column: 4, endColumn: 7, text: '\t字 abc;' },
    isFixable: false,
  },
];

test('problems stand below their notebook in columns, with the line and a caret', () => {
  const notebooks = [
    { path: 'a.ipynb', problems },
    { path: 'good.ipynb', problems: [] },
    { path: 'b.ipynb', problems: problems.slice(0, 1) },
  ];
  assert.equal(
    renderProblems(notebooks, plain),
    `a.ipynb
  notebook            kernel   No kernel.
  cell 2       a      outputs  An output.
  cell 12:3:4  train  types    Wrong type.
        Inner reason.
      3 │ \t字 abc;
        │ \t   ^^^

b.ipynb
  notebook    kernel  No kernel.

4 problems in 2 notebooks. --fix mends 1.`,
  );
});

test('good notebooks are counted', () => {
  const good = { path: 'a.ipynb', problems: [] };
  assert.equal(renderProblems([good, good], plain), 'All 2 notebooks are in order.');
  assert.equal(renderProblems([good], plain), 'The notebook is in order.');
});

test('colours are those that were asked for', () => {
  const coloured = renderProblems([{ path: 'a', problems }], new Chalk({ level: 1 }));
  assert.ok(coloured.includes('\u001b[31m^^^'));
});

test('the JSON holds the same', () => {
  const notebooks = [{ path: 'a.ipynb', problems }];
  assert.deepEqual(JSON.parse(problemsAsJson(notebooks)), { version: 1, notebooks });
});
