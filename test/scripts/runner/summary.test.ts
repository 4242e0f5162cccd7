import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import { cut, duration, pad, terminalColours, wrap } from '../../../scripts/runner/format';
import type { CellResult, NotebookResult, RunResult } from '../../../scripts/runner/result';
import { renderSummary } from '../../../scripts/runner/summary';

const plain = new Chalk({ level: 0 });

function cell(members: Partial<CellResult> = {}): CellResult {
  const base = { id: 'x', index: 0, executionCount: 1, seconds: 1, source: '' };
  return { ...base, status: 'ok', ...members };
}

function notebook(path: string, members: Partial<NotebookResult> = {}): NotebookResult {
  const base = { path, title: path, kernel: 'k', parameters: {}, seconds: 1.26, cells: [cell()] };
  return { ...base, status: 'ok', ...members };
}

function run(...notebooks: NotebookResult[]): RunResult {
  return { version: 1, startedAt: '', seconds: 65.4, environment: {}, notebooks };
}

const failed = notebook('b/failing.ipynb', {
  status: 'failed',
  seconds: 12,
  message: 'TypeError: no',
  cells: [
    cell(),
    cell({ status: 'skipped' }),
    cell({
      index: 6,
      status: 'error',
      source: 'const x = 1;\n  f(x);\ng();',
      error: { ename: 'TypeError', evalue: 'no\nsuch thing', traceback: [], line: 2 },
    }),
    cell({ status: 'not-run' }),
  ],
});

test('the table tells notebook, status, cells and time', () => {
  assert.equal(
    renderSummary(run(notebook('a.ipynb'), notebook('b/longer.ipynb', { seconds: 90 })), plain),
    `   Notebook        Status  Cells    Time
 ✓ a.ipynb         ok        1/1    1.3s
 ✓ b/longer.ipynb  ok        1/1  1m 30s

 All 2 notebooks ran in 1m 5s.`,
  );
});

test('a failure names the notebook, the cell among all cells, the error and its line', () => {
  assert.equal(
    renderSummary(run(notebook('a.ipynb'), failed), plain),
    `   Notebook         Status  Cells   Time
 ✓ a.ipynb          ok        1/1   1.3s
 ✗ b/failing.ipynb  failed    2/4  12.0s

 ✗ b/failing.ipynb, cell 7, line 2
     TypeError: no
     such thing
     2 │   f(x);

 1 of 2 failed after 1m 5s.`,
  );
});

test('a kernel that died is told with its last words, one that never started with its message', () => {
  const error = {
    ename: 'KernelDied',
    evalue: 'It died.',
    traceback: ['KernelDied', 'last', 'words'],
  };
  const died = notebook('a.ipynb', {
    status: 'dead',
    cells: [cell({ index: 1, status: 'dead', error })],
  });
  const never = notebook('b.ipynb', {
    status: 'dead',
    message: 'It never started.\nno such module',
    cells: [cell({ status: 'not-run' })],
  });
  const text = renderSummary(run(died, never), plain);
  assert.ok(
    text.includes(` ✗ a.ipynb, cell 2
     KernelDied: It died.
     last
     words

 ✗ b.ipynb
     It never started.
     no such module

 2 of 2 failed`),
    text,
  );
});

test('of an interrupted run only what was begun is told', () => {
  const error = { ename: 'Interrupted', evalue: 'It was.', traceback: [] };
  const begun = notebook('a.ipynb', {
    status: 'interrupted',
    cells: [cell({ status: 'interrupted', error })],
  });
  const waiting = notebook('b.ipynb', { status: 'interrupted', message: 'Not begun.', cells: [] });
  const text = renderSummary(run(begun, waiting), plain);
  assert.match(text, / ! b\.ipynb {3}interrupted {6}– {5}–\n/);
  assert.match(text, / ! a\.ipynb, cell 1\n {5}Interrupted: It was\./);
  assert.doesNotMatch(text, /Not begun/);
  assert.match(text, / Interrupted after 1m 5s\.$/);
});

test('a cell that may raise is no failure', () => {
  const error = { ename: 'E', evalue: 'meant', traceback: [] };
  const text = renderSummary(run(notebook('a.ipynb', { cells: [cell({ error })] })), plain);
  assert.match(text, / The notebook ran in 1m 5s\.$/);
  assert.doesNotMatch(text, /meant/);
});

test('colours change nothing but colours', () => {
  const coloured = renderSummary(run(notebook('a.ipynb'), failed), new Chalk({ level: 1 }));
  assert.notEqual(coloured, stripVTControlCharacters(coloured));
  assert.equal(
    stripVTControlCharacters(coloured),
    renderSummary(run(notebook('a.ipynb'), failed), plain),
  );
});

test('NO_COLOR turns colours off', () => {
  assert.equal(terminalColours({ NO_COLOR: '1' }).level, 0);
});

test('long messages are broken between words where there is a terminal', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('unbreakable is long\n  kept', 8), ['unbreakable', 'is long', '  kept']);
  const evalue = 'a message of some words';
  const error = { ename: 'E', evalue, traceback: [] };
  const bad = notebook('a.ipynb', { status: 'failed', cells: [cell({ status: 'error', error })] });
  assert.match(renderSummary(run(bad), plain, 20), /\n {5}E: a message of\n {5}some words\n/);
});

test('durations, padding and cutting', () => {
  assert.deepEqual([0, 0.04, 59.94, 59.96, 61, 3661].map(duration), [
    '0.0s',
    '0.0s',
    '59.9s',
    '1m',
    '1m 1s',
    '1h 1m 1s',
  ]);
  assert.equal(pad('日本', 6), '日本  ');
  assert.equal(pad('a', 3, 'right'), '  a');
  assert.equal(cut('abcdef', 4), 'abc…');
  assert.equal(cut('abcd', 4), 'abcd');
});
