import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCodeCells } from '../../../scripts/check/code-cells';
import { code, markdown, notebookOf, told } from './notebooks';

const lines = (count: number): string => Array.from({ length: count }, () => '1;').join('\n');

test('code of up to 30 lines is in order, Markdown of any length too', () => {
  const cells = [code(lines(30)), code('// a comment'), markdown(''), markdown(lines(31))];
  assert.deepEqual(checkCodeCells(notebookOf(cells)), []);
});

test('longer cells and empty ones are told', () => {
  assert.deepEqual(told(checkCodeCells(notebookOf([code(lines(31)), code(''), code(' \n')]))), [
    '1 cell-length The cell has 31 lines; 30 are the most.',
    '2 empty-cell The cell is empty.',
    '3 empty-cell The cell is empty.',
  ]);
});
