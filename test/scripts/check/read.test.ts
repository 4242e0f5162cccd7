import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNotebookText, withOwnIds } from '../../../scripts/check/read';
import { code, markdown, notebookOf, told } from './notebooks';

const cells = [markdown('# A'), code('1'), code('2'), code('3'), code('3')];

test('a notebook of nbformat 4.5 is in order', () => {
  const notebook = notebookOf(cells);
  assert.deepEqual(readNotebookText(JSON.stringify(notebook)), { notebook, problems: [] });
});

test('ids that are missing, not valid or not unique are told and mended', () => {
  const notebook = notebookOf(cells);
  const ids = ['a', undefined, 'a', 'b!', 'b'];
  const json = notebook.cells.map((cell, index) => ({ ...cell, id: ids[index] }));
  const text = JSON.stringify({ ...notebook, cells: json });
  const { notebook: read, problems } = readNotebookText(text);
  assert.deepEqual(told(problems), [
    '2 cell-id The cell has no id.',
    '3 cell-id The cell has the id of cell 1.',
    '4 cell-id The id "b!" is not 1 to 64 letters, digits, - and _.',
  ]);
  assert.ok(problems.every(({ isFixable }) => isFixable));
  const mended = read?.cells.map(({ id }) => id) ?? [];
  assert.equal(new Set(mended).size, 5);
  assert.deepEqual([mended[0], mended[4]], ['a', 'b']);
  assert.deepEqual(readNotebookText(text).notebook, read, 'the ids are the same each time');

  const problem = { rule: 'types', message: '', isFixable: false } as const;
  const places = mended.map((id, index) => ({ ...problem, cell: { number: index + 1, id } }));
  assert.deepEqual(
    withOwnIds(places, problems).map(({ cell }) => cell?.id),
    ['a', '', 'a', 'b!', 'b'],
  );
});

test('a format without ids is told', () => {
  const text = JSON.stringify({ ...notebookOf([]), nbformat_minor: 4 });
  const { notebook, problems } = readNotebookText(text);
  assert.deepEqual(told(problems), [
    '- nbformat The format is 4.4, in which cells have no ids; it should be 4.5.',
  ]);
  assert.equal(notebook?.nbformat_minor, 5);
});

test('text that is no notebook is told', () => {
  const broken = { ...notebookOf([]), cells: [{ ...code('1'), outputs: undefined }] };
  for (const [text, message] of [
    ['{', /is not valid JSON/],
    ['{}', /no member 'nbformat'/],
    ['{"nbformat": 3}', /has the notebook format 3/],
    [JSON.stringify(broken), /not a valid notebook .*cells\[0\].*'outputs'/],
  ] as const) {
    const { notebook, problems } = readNotebookText(text);
    assert.equal(notebook, undefined);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.rule, 'nbformat');
    assert.match(problems[0]?.message ?? '', message);
  }
});
