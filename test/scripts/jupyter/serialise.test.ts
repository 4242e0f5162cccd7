import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { parseNotebook } from '../../../scripts/jupyter/parse';
import { serialiseNotebook } from '../../../scripts/jupyter/serialise';
import { temporaryFolder } from '../fixtures/kernels';
import { pythonWith } from '../fixtures/python';

function sample(): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { '10': 'b', '9': 'a', Z: 1, é: 2, '🙂': 3, '\uffee': 4, nested: { b: [], a: {} } },
    cells: [
      {
        cell_type: 'markdown',
        id: 'm',
        metadata: {},
        source: '# T\n\ntext',
        attachments: { 'a.png': { 'image/png': 'AAAA\nBBBB' } },
      },
      {
        cell_type: 'code',
        id: 'c',
        metadata: { tags: ['t'] },
        execution_count: 2,
        source: 'a\r\nb\rc\u2028d\x0ce\n',
        outputs: [
          { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' },
          {
            output_type: 'execute_result',
            execution_count: 2,
            metadata: {},
            data: {
              'text/plain': 'x\ny',
              'image/svg+xml': '<svg>\n</svg>',
              'image/png': 'AAAA\n',
              'application/json': { z: 1, a: [1.5, null, true] },
              'application/javascript': 'f()\ng()',
            },
          },
          { output_type: 'error', ename: 'E', evalue: 'v\nw', traceback: ['a\nb'] },
        ],
      },
      { cell_type: 'raw', id: 'r', metadata: {}, source: '' },
    ],
  };
}

test('keys are sorted by code points at every depth', () => {
  const text = serialiseNotebook(sample());
  const keys = [...text.matchAll(/^ {2}"(.+?)":/gm)].map((match) => match[1]);
  assert.deepEqual(keys, ['10', '9', 'Z', 'nested', 'é', '\uffee', '🙂']);
  assert.ok(text.indexOf('"a": {}') < text.indexOf('"b": []'));
});

test('text is stored as lines, pictures and JSON are not', () => {
  const stored = JSON.parse(serialiseNotebook(sample())) as Notebook;
  const [markdown, cell, raw] = stored.cells;
  assert.deepEqual(markdown?.source, ['# T\n', '\n', 'text']);
  assert.deepEqual(markdown?.attachments, { 'a.png': { 'image/png': 'AAAA\nBBBB' } });
  assert.deepEqual(cell?.source, ['a\r\n', 'b\r', 'c\u2028', 'd\x0c', 'e\n']);
  assert.deepEqual(raw?.source, []);
  assert.ok(cell?.cell_type === 'code');
  const [stream, result, error] = cell.outputs;
  assert.deepEqual(stream, { name: 'stdout', output_type: 'stream', text: ['one\n', 'two\n'] });
  assert.ok(result?.output_type === 'execute_result');
  assert.deepEqual(result.data, {
    'text/plain': ['x\n', 'y'],
    'image/svg+xml': ['<svg>\n', '</svg>'],
    'image/png': 'AAAA\n',
    'application/json': { z: 1, a: [1.5, null, true] },
    'application/javascript': ['f()\n', 'g()'],
  });
  assert.ok(error?.output_type === 'error');
  assert.deepEqual(error.traceback, ['a\nb']);
});

test('indent is one space and the file ends with a newline', () => {
  const text = serialiseNotebook({ ...sample(), metadata: {}, cells: [] });
  const lines = [
    '{',
    ' "cells": [],',
    ' "metadata": {},',
    ' "nbformat": 4,',
    ' "nbformat_minor": 5',
  ];
  assert.equal(text, `${lines.join('\n')}\n}\n`);
});

test('writing changes nothing in memory, and reading gives back what was written', () => {
  const notebook = sample();
  const text = serialiseNotebook(notebook);
  assert.deepEqual(notebook, sample());
  assert.deepEqual(parseNotebook(text, 'n'), notebook);
  assert.equal(serialiseNotebook(parseNotebook(text, 'n')), text);
});

test('a file is written whole, with its folders and nothing beside it', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a', 'b', 'n.ipynb');
  await writeNotebook(path, sample());
  await writeNotebook(path, sample());
  assert.deepEqual(await readNotebook(path), sample());
  assert.deepEqual(await readdir(join(folder, 'a', 'b')), ['n.ipynb']);
});

test('the text is that which nbformat writes, byte for byte', async (t) => {
  const python = pythonWith('nbformat');
  if (python === undefined) return t.skip('There is no Python with nbformat here.');
  const folder = await temporaryFolder(t);
  const ours = join(folder, 'ours.ipynb');
  const theirs = join(folder, 'theirs.ipynb');
  await writeFile(ours, serialiseNotebook(sample()));
  const program = `
import sys, nbformat
notebook = nbformat.read(sys.argv[1], 4)
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[2])
`;
  execFileSync(python, ['-c', program, ours, theirs]);
  assert.equal(await readFile(ours, 'utf8'), await readFile(theirs, 'utf8'));
});
