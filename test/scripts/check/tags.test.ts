import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTags } from '../../../scripts/check/tags';
import { code, markdown, notebookOf, told } from './notebooks';

test('known tags and those of somebody else are in order', () => {
  const tags = [
    ...['parameters', 'raises-exception', 'skip-execution', 'nondeterministic'],
    ...['hide-input', 'remove-cell'],
  ];
  const cells = [code('1', tags), code('2', ['solution', 'slow']), markdown('a', ['hide-cell'])];
  assert.deepEqual(checkTags(notebookOf(cells)), []);
});

test('a tag that is almost a known one is told', () => {
  const cells = ['parameter', 'raise-exception', 'Skip_Execution', 'hide-inputs', 'paramters'].map(
    (tag) => code('1', [tag]),
  );
  assert.deepEqual(
    checkTags(notebookOf(cells)).map(({ message }) => message),
    [
      "The tag 'parameter' has no effect; did you mean 'parameters'?",
      "The tag 'raise-exception' has no effect; did you mean 'raises-exception'?",
      "The tag 'Skip_Execution' has no effect; did you mean 'skip-execution'?",
      "The tag 'hide-inputs' has no effect; did you mean 'hide-input'?",
      "The tag 'paramters' has no effect; did you mean 'parameters'?",
    ],
  );
});

test('a limit of time that is none is told', () => {
  const cells = ['timeout=60', 'timeout=1m', 'timeout: 60'].map((tag) => code('1', [tag]));
  assert.deepEqual(told(checkTags(notebookOf(cells))), [
    "2 tags The tag 'timeout=1m' gives no time. Write seconds, as in timeout=60.",
    "3 tags The tag 'timeout: 60' has no effect. Write seconds, as in timeout=60.",
  ]);
});

test('a tag for code is told where there is none', () => {
  assert.deepEqual(told(checkTags(notebookOf([code('1'), markdown('a', ['parameters'])]))), [
    "2 tags The tag 'parameters' has no effect on a cell without code.",
  ]);
});
