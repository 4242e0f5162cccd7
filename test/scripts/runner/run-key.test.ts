import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CodeCell } from '../../../scripts/jupyter/nbformat';
import { hashFiles } from '../../../scripts/runner/content-hash';
import { runKey, type RunInputs } from '../../../scripts/runner/run-key';
import { recordedResult, recordRun, forgetRun } from '../../../scripts/runner/run-record';
import { executeIn } from '../fixtures/execute';
import { fakeSpec, notebookOf, temporaryFolder } from '../fixtures/kernels';

function inputs(change: (inputs: RunInputs) => void = () => undefined): RunInputs {
  const all = {
    notebook: notebookOf(['# text', 'let a = 1;', [['skip-execution'], 'print x']], {
      latentlab: { quick: { a: 1 } },
    }),
    parameters: { a: 1, b: [1, 2] },
    kernel: { name: 'fake', spec: { ...fakeSpec(), env: { A: '1', B: '2' } } },
    project: { lib: 'l', kernel: 'k', lockfile: 'p', data: 'd' },
    besides: 'b',
  };
  change(all);
  return all;
}

const codeCell = ({ notebook }: RunInputs, index: number) => notebook.cells[index] as CodeCell;

test('everything that decides what a notebook prints changes the key', () => {
  const changes: Record<string, (inputs: RunInputs) => void> = {
    'source of a cell': (all) => (codeCell(all, 1).source = 'let a = 2;'),
    'text between cells': (all) => (codeCell(all, 0).source = '# other'),
    'a tag': (all) => (codeCell(all, 1).metadata.tags = ['raises-exception']),
    'the order of cells': (all) => all.notebook.cells.reverse(),
    'a cell less': (all) => all.notebook.cells.pop(),
    'outputs that a skipped cell keeps': (all) =>
      codeCell(all, 2).outputs.push({ output_type: 'stream', name: 'stdout', text: 'x' }),
    metadata: (all) => (all.notebook.metadata['title'] = 'T'),
    'a parameter': (all) => (all.parameters['a'] = 2),
    'a new parameter': (all) => (all.parameters['c'] = null),
    'the kernel': (all) => (all.kernel.name = 'other'),
    "the kernel's program": (all) => (all.kernel.spec.argv = ['other']),
    "the kernel's environment": (all) => (all.kernel.spec.env = { A: '2', B: '2' }),
    'the library': (all) => (all.project['lib'] = 'l2'),
    "the kernel's code": (all) => (all.project['kernel'] = 'k2'),
    'the lockfile': (all) => (all.project['lockfile'] = 'p2'),
    'the data': (all) => (all.project['data'] = 'd2'),
    'files beside the notebook': (all) => (all.besides = 'b2'),
  };
  const keys = new Map([['nothing', runKey(inputs())]]);
  for (const [name, change] of Object.entries(changes)) keys.set(name, runKey(inputs(change)));
  assert.equal(new Set(keys.values()).size, keys.size, JSON.stringify([...keys], null, 1));
});

test('what a run leaves, and the order of names, do not change the key', () => {
  const changes: Record<string, (inputs: RunInputs) => void> = {
    outputs: (all) =>
      codeCell(all, 1).outputs.push({ output_type: 'stream', name: 'stdout', text: 'x' }),
    count: (all) => (codeCell(all, 1).execution_count = 3),
    times: (all) => (codeCell(all, 1).metadata['execution'] = { a: 'b' }),
    'the language that the kernel tells': (all) =>
      (all.notebook.metadata.language_info = { name: 'x' }),
    'the record of a run': (all) =>
      (all.notebook.metadata['latentlab'] = { run: {}, quick: { a: 1 } }),
    'lists of lines': (all) => (codeCell(all, 1).source = ['let a ', '= 1;']),
    order: (all) => {
      all.parameters = { b: [1, 2], a: 1 };
      all.kernel.spec.env = { B: '2', A: '1' };
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    assert.equal(runKey(inputs(change)), runKey(inputs()), name);
  }
});

test('the hash of files changes with their contents and names, and with nothing else', async (t) => {
  const folder = await temporaryFolder(t);
  const hash = () => hashFiles(folder, ['**/*.js']);
  const hashes = [await hash()];
  assert.equal(hashes[0], await hashFiles(join(folder, 'absent'), ['**/*.js']));
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a/x.js'), '1');
  hashes.push(await hash());
  await writeFile(join(folder, 'a/x.txt'), '1');
  assert.equal(await hash(), hashes[1]);
  await writeFile(join(folder, 'a/x.js'), '2');
  hashes.push(await hash());
  await rm(join(folder, 'a/x.js'));
  await writeFile(join(folder, 'a/y.js'), '2');
  hashes.push(await hash());
  assert.equal(new Set(hashes).size, 4);
});

test('a run that was recorded is found again under its key only', async (t) => {
  const folder = await temporaryFolder(t);
  const { notebook, result } = await executeIn(folder, ['# T', 'print x'], {
    notebook: notebookOf(['# T', 'print x'], { latentlab: { quick: {} } }),
  });
  const recorded = recordRun(notebook, 'key', result);
  const found = recordedResult(JSON.parse(JSON.stringify(recorded)) as typeof notebook, 'key');
  assert.equal(found?.status, 'cached');
  assert.match(found.message ?? '', /^Nothing .* since its run of \d{4}-.*Z\.$/);
  assert.equal(found.seconds, 0);
  assert.deepEqual(found.cells, result.cells);
  assert.equal(found.peakMemoryBytes, result.peakMemoryBytes);
  assert.equal(recordedResult(recorded, 'other'), undefined);
  assert.equal(recordedResult(notebook, 'key'), undefined);
  const failed = recordRun(notebook, 'key', { ...result, status: 'failed' });
  assert.equal(recordedResult(failed, 'key'), undefined);
  assert.deepEqual(forgetRun(recorded), notebook);
  assert.deepEqual(forgetRun(notebookOf(['x'])), notebookOf(['x']));
});
