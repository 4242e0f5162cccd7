import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { KernelError } from '../../../scripts/jupyter/error';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import type { RunEvent } from '../../../scripts/runner/events';
import type { NotebookFile } from '../../../scripts/runner/find-notebooks';
import type { RunMode } from '../../../scripts/runner/parameters/choose';
import { prepareNotebooks } from '../../../scripts/runner/prepare';
import { runNotebooks, type RunOptions } from '../../../scripts/runner/schedule';
import { fakeSpec, notebookOf, temporaryFolder } from '../fixtures/kernels';

const LIMITS = { cellSeconds: 20, startSeconds: 20, graceSeconds: 2 };

/** Writes notebooks by name into a folder and says how they are run. */
async function setUp(
  folder: string,
  notebooks: Record<string, Notebook | string>,
  mode: RunMode = 'quick',
): Promise<RunOptions> {
  const files: NotebookFile[] = [];
  for (const [name, notebook] of Object.entries(notebooks)) {
    const file = join(folder, 'in', name);
    await mkdir(dirname(file), { recursive: true });
    if (typeof notebook === 'string') await writeFile(file, notebook);
    else await writeNotebook(file, notebook);
    files.push({
      path: name,
      file,
      outputPath: `out/${name}`,
      outputFile: join(folder, 'out', name),
    });
  }
  return {
    notebooks: await prepareNotebooks(files, { mode }),
    resolveKernel: () => Promise.resolve({ name: 'fake', spec: fakeSpec() }),
    jobs: 2,
    limits: LIMITS,
  };
}

test('notebooks run in kernels of their own, in their own folders, and are written', async (t) => {
  const folder = await temporaryFolder(t);
  const options = await setUp(folder, {
    'a/one.ipynb': notebookOf(['cwd']),
    'b/two.ipynb': notebookOf(['cwd', 'error E v']),
  });
  const { results, notebooks } = await runNotebooks(options);
  assert.deepEqual(
    results.map(({ path, status, outputPath }) => ({ path, status, outputPath })),
    [
      { path: 'a/one.ipynb', status: 'ok', outputPath: 'out/a/one.ipynb' },
      { path: 'b/two.ipynb', status: 'failed', outputPath: 'out/b/two.ipynb' },
    ],
  );
  for (const [name, dir] of [
    ['a/one.ipynb', 'a'],
    ['b/two.ipynb', 'b'],
  ] as const) {
    const written = await readNotebook(join(folder, 'out', name));
    assert.deepEqual(written, notebooks.get(name));
    assert.match(await readFile(join(folder, 'out', name), 'utf8'), new RegExp(`in/${dir}"`));
    // The source is not touched.
    const source = await readNotebook(join(folder, 'in', name));
    assert.equal(source.cells[0]?.cell_type === 'code' && source.cells[0].outputs.length, 0);
  }
});

test('as many run at once as there are jobs, and no more', async (t) => {
  const folder = await temporaryFolder(t);
  const names = ['1', '2', '3', '4'].map((name) => `${name}.ipynb`);
  for (const jobs of [1, 2]) {
    const options = await setUp(
      folder,
      Object.fromEntries(names.map((name) => [name, notebookOf(['sleep 50'])])),
    );
    let running = 0;
    let most = 0;
    const onEvent = (event: RunEvent) => {
      if (event.type === 'notebook-started') most = Math.max(most, ++running);
      if (event.type === 'notebook-ended') running -= 1;
    };
    const { results } = await runNotebooks({ ...options, jobs, onEvent });
    assert.equal(most, jobs);
    assert.deepEqual(
      results.map(({ path }) => path),
      names,
    );
  }
});

test('the fault of one notebook does not keep the others from running', async (t) => {
  const folder = await temporaryFolder(t);
  const asks = notebookOf(['print x'], { kernelspec: { name: 'absent', display_name: '' } });
  const wrong = notebookOf(['print x'], { latentlab: { quick: { epochs: 1 } } });
  const options = await setUp(folder, {
    'broken.ipynb': '{',
    'asks.ipynb': asks,
    'wrong.ipynb': wrong,
    'good.ipynb': notebookOf(['# Good', 'print x']),
  });
  const events: RunEvent[] = [];
  const { results } = await runNotebooks({
    ...options,
    resolveKernel: (name) =>
      name === undefined
        ? options.resolveKernel(name)
        : Promise.reject(new KernelError(`No ${name}.`, 'Install it.')),
    onEvent: (event) => events.push(event),
  });
  assert.deepEqual(
    results.map(({ status, message }) => [status, message?.split('.')[0]]),
    [
      ['failed', join(folder, 'in/broken')],
      ['dead', 'No absent'],
      ['failed', 'wrong'],
      ['ok', undefined],
    ],
  );
  assert.match(results[2]?.message ?? '', /^wrong\.ipynb has no cell tagged 'parameters'/);
  assert.equal(results[3]?.title, 'Good');
  const ended = events.filter(({ type }) => type === 'notebook-ended').map(({ path }) => path);
  assert.deepEqual(ended.sort(), ['asks.ipynb', 'broken.ipynb', 'good.ipynb', 'wrong.ipynb']);
});

test('the mode decides on the parameters', async (t) => {
  const folder = await temporaryFolder(t);
  const latentlab = { quick: { epochs: 2 }, full: { epochs: 200 } };
  const notebook = notebookOf([[['parameters'], 'let epochs = 1;']], { latentlab });
  for (const mode of ['quick', 'full'] as const) {
    const options = await setUp(folder, { 'n.ipynb': notebook }, mode);
    const { results } = await runNotebooks(options);
    assert.deepEqual(results[0]?.parameters, latentlab[mode]);
  }
});

test('after an interruption nothing is started, and what ran is written', async (t) => {
  const folder = await temporaryFolder(t);
  const options = await setUp(folder, {
    '1.ipynb': notebookOf(['print a\nhang']),
    '2.ipynb': notebookOf(['print b']),
  });
  const controller = new AbortController();
  const { results } = await runNotebooks({
    ...options,
    jobs: 1,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'cell-started') setTimeout(() => controller.abort(), 200);
    },
  });
  assert.deepEqual(
    results.map(({ status, outputPath, cells }) => [status, outputPath, cells.length]),
    [
      ['interrupted', 'out/1.ipynb', 1],
      ['interrupted', undefined, 0],
    ],
  );
  const written = await readNotebook(join(folder, 'out/1.ipynb'));
  const [cell] = written.cells;
  assert.equal(cell?.cell_type === 'code' && cell.outputs.length, 2);
});

test('a run whose outputs cannot be written has failed', async (t) => {
  const folder = await temporaryFolder(t);
  const options = await setUp(folder, { 'n.ipynb': notebookOf(['print x']) });
  await writeFile(join(folder, 'out'), 'a file where the folder should be');
  await chmod(join(folder, 'out'), 0o400);
  const { results } = await runNotebooks(options);
  assert.equal(results[0]?.status, 'failed');
  assert.equal(results[0].outputPath, undefined);
  assert.match(
    results[0].message ?? '',
    /^The executed copy is lost: .*n\.ipynb could not be written: a part of its path is a file\. Remove/,
  );
});

test('with failFast the first failure stops what runs, and what was not begun', async (t) => {
  const folder = await temporaryFolder(t);
  const options = await setUp(folder, {
    '1.ipynb': notebookOf(['print a', 'hang', 'print b']),
    '2.ipynb': notebookOf(['sleep 300', 'error E v']),
    '3.ipynb': notebookOf(['print c']),
  });
  const { results } = await runNotebooks({ ...options, failFast: true });
  assert.deepEqual(
    results.map(({ status, message, cells }) => [status, message, cells.map((c) => c.status)]),
    [
      ['skipped', 'Stopped, because 2.ipynb failed.', ['ok', 'not-run', 'not-run']],
      ['failed', 'E: v', ['ok', 'error']],
      ['skipped', 'Not run, because 2.ipynb failed.', []],
    ],
  );
});

test('with failFast an interruption is one all the same', async (t) => {
  const folder = await temporaryFolder(t);
  const options = await setUp(folder, { '1.ipynb': notebookOf(['hang']) });
  const controller = new AbortController();
  const { results } = await runNotebooks({
    ...options,
    failFast: true,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'cell-started') setTimeout(() => controller.abort(), 100);
    },
  });
  assert.equal(results[0]?.status, 'interrupted');
});
