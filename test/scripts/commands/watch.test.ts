import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn, start } from '../fixtures/command-line';
import { eventually, notebookOf, type CellText } from '../fixtures/kernels';

const LIBRARY = join(__dirname, '../../../lib/index.js');

/** Starts watching, and counts the runs. */
async function watching(t: Parameters<typeof project>[0], ...args: string[]) {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print one'], asksForFake),
    'b.ipynb': notebookOf(['print two'], asksForFake),
  });
  const run = start(folder, 'run', '--watch', ...args);
  t.after(() => Promise.resolve(void run.child.kill('SIGKILL')));
  let printed = '';
  run.child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const runs = (): number => printed.split('Waiting for changes; q ends.').length - 1;
  const ran = (count: number) => eventually(() => runs() === count, `run ${count}`);
  /** Notebooks that the last run ran. */
  const last = (): string[] => {
    const text = printed.split('Waiting for changes; q ends.').at(-2) ?? '';
    return [...text.matchAll(/([ab])\.ipynb +. (?:ok|failed) after/g)].map(([, name = '']) => name);
  };
  const write = (name: string, cells: CellText[]) =>
    writeNotebook(join(folder, 'notebooks', name), notebookOf(cells, asksForFake));
  await ran(1);
  return { folder, ...run, ran, last, write };
}

test('a notebook that changes is run again, and the report keeps the others', async (t) => {
  const { folder, child, ended, ran, last, write } = await watching(t);
  await write('a.ipynb', ['error E v']);
  await ran(2);
  assert.deepEqual(last(), ['a']);
  assert.deepEqual(
    resultIn(folder).notebooks.map(({ path, status }) => [path, status]),
    [
      ['notebooks/a.ipynb', 'failed'],
      ['notebooks/b.ipynb', 'ok'],
    ],
  );
  child.stdin?.write('q');
  assert.equal((await ended).code, 1, 'how the last run ended');
});

test('a library that changes runs all of them again; Ctrl-C ends', async (t) => {
  const { child, ended, ran, last } = await watching(t);
  const now = new Date();
  await utimes(LIBRARY, now, now);
  await ran(2);
  assert.deepEqual(last().sort(), ['a', 'b']);
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
});

test('what changes while notebooks run is run after them', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print first\\n\nuntil ../go'], asksForFake),
  });
  const { child, ended } = start(folder, 'run', '--watch', '--verbose');
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await eventually(() => printed.startsWith('first\n'), 'the cell to run');
  await writeNotebook(
    join(folder, 'notebooks/a.ipynb'),
    notebookOf(['print second\\n'], asksForFake),
  );
  // The change must be over before the run is.
  await sleep(1000);
  await writeFile(join(folder, 'go'), '');
  await eventually(() => printed.split('q ends').length === 3, 'the second run');
  assert.match(printed, /q ends[\s\S]*second\n/);
  child.stdin?.write('q');
  assert.equal((await ended).code, 0);
});

test('what is wrong meanwhile is said, and watching goes on', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf([[['parameters'], 'let x = 1;']], asksForFake),
  });
  const { child, ended } = start(folder, 'run', '--watch', '-p', 'x', '2');
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  const count = (text: string) => printed.split(text).length - 1;
  await eventually(() => count('q ends') === 1, 'the first run');
  const write = (cells: CellText[]) =>
    writeNotebook(join(folder, 'notebooks/a.ipynb'), notebookOf(cells, asksForFake));
  await write([[['parameters'], 'let y = 1;']]);
  await eventually(() => count("has no parameter 'x'") === 1, 'the error');
  await write([[['parameters'], 'let x = 1;'], 'print mended']);
  await eventually(() => count('q ends') === 2, 'the second run');
  child.stdin?.write('q');
  assert.equal((await ended).code, 0);
});

test('Ctrl-C while notebooks run stops them and ends', async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print x\\n\nhang'], asksForFake) });
  const { child, ended } = start(folder, 'run', '--watch', '--verbose');
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await eventually(() => printed.startsWith('x\n'), 'the cell to run');
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  assert.equal(resultIn(folder).notebooks[0]?.status, 'interrupted');
});

test('parts of a run are not watched', async (t) => {
  const { code, stderr } = await latentlab(
    await project(t, {}),
    'run',
    '--watch',
    '--shard',
    '1/2',
  );
  assert.equal(code, 2);
  assert.match(stderr, /cannot be used with/);
});
