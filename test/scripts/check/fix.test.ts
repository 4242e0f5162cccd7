import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixNotebookText } from '../../../scripts/check/fix';
import { formatCell } from '../../../scripts/check/format-cell';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { serialiseNotebook } from '../../../scripts/jupyter/serialise';
import { code, KERNEL, markdown, notebookOf } from './notebooks';

const format = (source: string): Promise<string> => formatCell(source, { singleQuote: true });
const fix = (text: string) => fixNotebookText(text, KERNEL, format);

test('a notebook in order stays as it is, to the byte', async () => {
  const text = serialiseNotebook(notebookOf([markdown('#  A'), code('const a = 1;\na')]));
  assert.deepEqual(await fix(text), { text, changes: [], left: [] });
});

test('outputs, ids, layout and the order of keys are mended', async () => {
  const output = { output_type: 'stream', name: 'stdout', text: 'a' } as const;
  const used = code('f( 1 )', undefined, { outputs: [output], execution_count: 1 });
  const notebook = notebookOf([used, code('a')]);
  const cells = notebook.cells.map((cell) => ({ ...cell, id: undefined }));
  const fixed = await fix(JSON.stringify({ ...notebook, cells }));
  assert.deepEqual(fixed.changes, [
    'new ids for 2 cells',
    'outputs cleared in 1 cell',
    '1 cell formatted',
  ]);
  const result = JSON.parse(fixed.text) as Notebook;
  const [first, second] = result.cells.map(({ id }) => id);
  assert.match(`${first} ${second}`, /^\w{8} \w{8}$/);
  const expected = notebookOf([code('f(1)'), code('a')]);
  expected.cells.forEach((cell, index) => (cell.id = result.cells[index]?.id ?? ''));
  assert.equal(fixed.text, serialiseNotebook(expected));
  assert.deepEqual(await fix(fixed.text), { text: fixed.text, changes: [], left: [] });
});

test('what only differs in the layout of the file is told too', async () => {
  const notebook = notebookOf([code('a')]);
  const { text, changes } = await fix(JSON.stringify(notebook));
  assert.equal(text, serialiseNotebook(notebook));
  assert.deepEqual(changes, ['laid out as Jupyter does']);
});

test('a cell that does not parse is left alone and named, the others are formatted', async () => {
  const fixed = await fix(serialiseNotebook(notebookOf([code('const  = 1'), code('f( 1 )')])));
  assert.deepEqual(
    fixed.left.map(({ cell }) => cell),
    [{ number: 1, id: 'c1' }],
  );
  assert.equal(fixed.text, serialiseNotebook(notebookOf([code('const  = 1'), code('f(1)')])));
});

test("another language's code is not formatted", async () => {
  const python = { kernelspec: { name: 'python3', display_name: 'Python', language: 'python' } };
  const text = serialiseNotebook(notebookOf([code('f( 1 )')], python));
  assert.equal((await fix(text)).text, text);
});

test('text that is no notebook is returned as it is', async () => {
  assert.deepEqual(await fix('{"nbformat": 4'), { text: '{"nbformat": 4', changes: [], left: [] });
});
