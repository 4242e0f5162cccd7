import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { NotebookError } from '../../../scripts/jupyter/error';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { parseNotebook } from '../../../scripts/jupyter/parse';
import { notebookFault } from '../../../scripts/jupyter/validate';
import { temporaryFolder } from '../fixtures/kernels';

function code(members: object = {}): Record<string, unknown> {
  return {
    cell_type: 'code',
    id: 'a',
    metadata: {},
    source: '',
    outputs: [],
    execution_count: null,
    ...members,
  };
}

function raw(cells: unknown[], members: object = {}): Record<string, unknown> {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...members };
}

function parse(value: unknown): Notebook {
  return parseNotebook(JSON.stringify(value), 'n.ipynb');
}

test('text is joined into single strings, JSON types are left as they are', () => {
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'text/html': ['<b>\n', '</b>'], 'application/vnd.x+json': ['kept', 1] },
    },
  ];
  const { cells } = parse(raw([code({ source: ['x\n', 'y'], outputs })]));
  const [cell] = cells;
  assert.ok(cell?.cell_type === 'code');
  assert.equal(cell.source, 'x\ny');
  assert.deepEqual(cell.outputs, [
    { output_type: 'stream', name: 'stdout', text: 'a\nb' },
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'text/html': '<b>\n</b>', 'application/vnd.x+json': ['kept', 1] },
    },
  ]);
});

test('what must not be stored is dropped', () => {
  const notebook = parse(
    raw([code({ metadata: { trusted: true, kept: 1 } })], {
      metadata: { orig_nbformat: 3, orig_nbformat_minor: 0, signature: 's', kept: 1 },
    }),
  );
  assert.deepEqual(notebook.metadata, { kept: 1 });
  assert.deepEqual(notebook.cells[0]?.metadata, { kept: 1 });
});

test('text that is not JSON is refused, and a merge conflict is named', () => {
  assert.throws(() => parseNotebook('{"cells": [', 'n.ipynb'), {
    name: 'NotebookError',
    message: /^n\.ipynb is not valid JSON: .* Restore it from version control/,
  });
  const conflict = '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}';
  assert.throws(() => parseNotebook(conflict, 'n.ipynb'), /merge conflict: take one side/);
});

test('JSON that is no notebook is refused', () => {
  for (const value of [[], 'text', null, { cells: [] }]) {
    assert.throws(() => parse(value), /not a notebook.*Name a notebook/);
  }
});

test('older and newer major versions are refused with what to do', () => {
  assert.throws(() => parse({ nbformat: 3, worksheets: [] }), /format 3.*Convert it: jupyter/);
  assert.throws(() => parse({ nbformat: 5 }), /format 5.*update this program/);
});

test('a byte order mark does no harm', () => {
  assert.equal(parseNotebook(`\uFEFF${JSON.stringify(raw([]))}`, 'n').cells.length, 0);
});

test('4.0 to 4.4 are upgraded to 4.5 with ids that depend on nothing but the notebook', () => {
  const cells = [code({ source: 'same' }), code({ source: 'same' }), code()].map((cell) => {
    delete cell['id'];
    return cell;
  });
  for (const minor of [0, 4]) {
    const once = parse(raw(cells, { nbformat_minor: minor }));
    const ids = once.cells.map(({ id }) => id);
    assert.equal(once.nbformat_minor, 5);
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}$/);
    const twice = parse(raw(cells, { nbformat_minor: minor }));
    assert.deepEqual(twice, once);
  }
});

test('a newer minor version may have members that 4.5 does not know', () => {
  const cell = code({ novelty: true });
  assert.throws(() => parse(raw([cell])), /cells\[0\] has a member 'novelty'/);
  assert.equal(parse(raw([cell], { nbformat_minor: 6 })).cells.length, 1);
});

test('faults are named with their place', () => {
  const output = (members: object) => raw([code({ outputs: [members] })]);
  const cases: [unknown, RegExp][] = [
    [raw([code({ id: 'not an id' })]), /cells\[0\]\.id must match/],
    [raw([code({ id: 'a'.repeat(65) })]), /cells\[0\]\.id/],
    [raw([code(), code()]), /two cells have the id 'a'/],
    [raw([code({ cell_type: 'heading' })]), /cells\[0\] is of a type/],
    [raw([code({ source: 5 })]), /cells\[0\]\.source must be string/],
    [raw([code({ execution_count: 'x' })]), /execution_count must be integer,null/],
    [raw([code({ metadata: { tags: ['a', 'a'] } })]), /tags must NOT have duplicate/],
    [raw([code({ metadata: { tags: ['a,b'] } })]), /tags\[0\] must match/],
    [raw([{ ...code(), outputs: undefined }]), /must have required property 'outputs'/],
    [output({ output_type: 'pyout' }), /cells\[0\]\.outputs\[0\] is of a type/],
    [output({ output_type: 'stream', name: 'stdout' }), /required property 'text'/],
    [output({ output_type: 'display_data', data: { 'text/plain': 1 }, metadata: {} }), /text/],
    [output({ output_type: 'error', ename: 'E', evalue: 'v' }), /'traceback'/],
    [raw([], { metadata: { kernelspec: { name: 'x' } } }), /display_name/],
    [raw([], { cells: undefined }), /the notebook must have required property 'cells'/],
  ];
  for (const [value, message] of cases) {
    const stored = JSON.parse(JSON.stringify(value)) as unknown;
    assert.match(notebookFault(stored) ?? 'valid', message);
    assert.throws(() => parse(stored), NotebookError);
  }
});

test('a valid notebook has no fault', () => {
  const markdown = { cell_type: 'markdown', id: 'm', metadata: {}, source: '', attachments: {} };
  const rawCell = { cell_type: 'raw', id: 'r', metadata: { format: 'x' }, source: [] };
  const outputs = [
    {
      output_type: 'execute_result',
      execution_count: 1,
      data: { 'text/plain': 'x', 'application/json': { any: 1 } },
      metadata: {},
    },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
  ];
  assert.equal(notebookFault(raw([code({ outputs }), markdown, rawCell])), undefined);
});

test('files that cannot be read are named with what to do', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(readNotebook(join(folder, 'no.ipynb')), {
    name: 'NotebookError',
    message: /^There is no file .*no\.ipynb\. Check the path\.$/,
  });
  await mkdir(join(folder, 'dir.ipynb'));
  await assert.rejects(
    readNotebook(join(folder, 'dir.ipynb')),
    /There is a folder, not a notebook/,
  );
  await writeFile(join(folder, 'yes.ipynb'), JSON.stringify(raw([code({ source: 'x' })])));
  assert.equal((await readNotebook(join(folder, 'yes.ipynb'))).cells[0]?.source, 'x');
});
