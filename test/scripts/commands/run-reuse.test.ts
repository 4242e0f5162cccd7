import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn, start } from '../fixtures/command-line';
import { eventually, notebookOf } from '../fixtures/kernels';

const statuses = (folder: string) => resultIn(folder).notebooks.map(({ status }) => status);

test('--cache runs only what has changed since it was ok', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['# A', 'print one'], asksForFake),
    'b.ipynb': notebookOf(['print two', 'error E v'], asksForFake),
    'sub/c.ipynb': notebookOf([[['parameters'], 'let x = 1;']], asksForFake),
  });
  const run = (...args: string[]) => latentlab(folder, 'run', ...args);
  await run();
  assert.deepEqual(statuses(folder), ['ok', 'failed', 'ok']);
  await run('--cache');
  assert.deepEqual(statuses(folder), ['cached', 'failed', 'cached']);
  const [cached] = resultIn(folder).notebooks;
  assert.deepEqual(
    cached?.cells.map(({ source, status }) => [source, status]),
    [['print one', 'ok']],
  );
  assert.equal(cached?.title, 'A');
  // The outputs are those of the run before.
  assert.ok(readFileSync(join(folder, 'out/report.html'), 'utf8').includes('\none\n'));

  await writeNotebook(
    join(folder, 'notebooks/a.ipynb'),
    notebookOf(['print changed'], asksForFake),
  );
  await writeFile(join(folder, 'notebooks/sub/table.csv'), '1');
  await run('--cache');
  assert.deepEqual(statuses(folder), ['ok', 'failed', 'ok']);
  await run('--cache', 'notebooks/sub', '-p', 'x', '2');
  assert.deepEqual(statuses(folder), ['ok']);
  await run('--cache', 'notebooks/sub', '-p', 'x', '2');
  assert.deepEqual(statuses(folder), ['cached']);
  await rm(join(folder, 'out/notebooks/sub/c.ipynb'));
  await run('--cache', 'notebooks/sub', '-p', 'x', '2');
  assert.deepEqual(statuses(folder), ['ok']);
  await run('notebooks/sub', '-p', 'x', '2');
  assert.deepEqual(statuses(folder), ['ok'], 'without the option everything is run');
});

test('--resume runs what the last run did not finish', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print one'], asksForFake),
    'b.ipynb': notebookOf(['error E v'], asksForFake),
  });
  await latentlab(folder, 'run');
  await writeNotebook(join(folder, 'notebooks/b.ipynb'), notebookOf(['print mended'], asksForFake));
  const { code, stdout } = await latentlab(folder, 'run', '--resume');
  assert.equal(code, 0);
  assert.deepEqual(statuses(folder), ['cached', 'ok']);
  assert.match(stdout, /All 2 notebooks ran in/);
  await latentlab(folder, 'run', '--resume');
  assert.deepEqual(statuses(folder), ['cached', 'cached']);
  await rm(join(folder, 'out/run.json'));
  await latentlab(folder, 'run', '--resume');
  assert.deepEqual(statuses(folder), ['ok', 'ok'], 'there is no run to resume');
});

test('a runner that is killed leaves every cell that ended, and can be resumed', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print one'], asksForFake),
    'b.ipynb': notebookOf(['print two', 'print three', 'hang', 'print never'], asksForFake),
  });
  const { child, ended } = start(folder, 'run', '--jobs', '1');
  const copy = join(folder, 'out/notebooks/b.ipynb');
  const has = (text: string) => () => existsSync(copy) && readFileSync(copy, 'utf8').includes(text);
  await eventually(has('"three"'), 'the second cell to be saved');
  await eventually(() => existsSync(join(folder, 'out/run.json')), 'the first result to be saved');
  child.kill('SIGKILL');
  await ended;
  const { cells } = await readNotebook(copy);
  assert.deepEqual(
    cells.map((cell) => cell.cell_type === 'code' && cell.outputs.length),
    [1, 1, 0, 0],
  );
  assert.deepEqual(statuses(folder), ['ok']);
  await writeNotebook(join(folder, 'notebooks/b.ipynb'), notebookOf(['print two'], asksForFake));
  await latentlab(folder, 'run', '--resume');
  assert.deepEqual(statuses(folder), ['cached', 'ok']);
});
