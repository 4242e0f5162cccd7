import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mergeRuns } from '../../../scripts/commands/merge-runs';
import type { NotebookResult, RunResult } from '../../../scripts/runner/result';
import { asksForFake, latentlab, project, resultIn } from '../fixtures/command-line';
import { notebookOf } from '../fixtures/kernels';

const notebook = (path: string, status: NotebookResult['status'] = 'ok'): NotebookResult => ({
  ...{ path, title: path, status, kernel: 'k', parameters: {}, seconds: 1, cells: [] },
});

const run = (minute: number, members: Partial<RunResult>): { file: string; run: RunResult } => ({
  file: `${minute}.json`,
  run: {
    version: 1,
    startedAt: `2026-03-04T10:0${minute}:00.000Z`,
    seconds: 30,
    environment: { node: 'v20', cpu: `cpu ${minute}` },
    notebooks: [],
    ...members,
  },
});

test('a merged run holds all notebooks, from the first start to the last end', () => {
  const merged = mergeRuns([
    run(2, { notebooks: [notebook('b')] }),
    run(0, { notebooks: [notebook('c'), notebook('a')] }),
  ]);
  assert.deepEqual(
    merged.notebooks.map(({ path }) => path),
    ['a', 'b', 'c'],
  );
  assert.equal(merged.startedAt, '2026-03-04T10:00:00.000Z');
  assert.equal(merged.seconds, 150);
  assert.deepEqual(merged.environment, { node: 'v20', cpu: 'cpu 0; cpu 2' });
});

test('of a notebook in several runs the latest counts', () => {
  const merged = mergeRuns([
    run(5, { notebooks: [notebook('a')] }),
    run(1, { notebooks: [notebook('a', 'failed')] }),
  ]);
  assert.deepEqual(
    merged.notebooks.map(({ status }) => status),
    ['ok'],
  );
});

test('parts must all be there, and be parts of the same run', () => {
  const part = (index: number, plan = 'p') => run(index, { shard: { index, count: 3, plan } });
  assert.doesNotThrow(() => mergeRuns([part(3), part(1), part(2)]));
  assert.throws(() => mergeRuns([part(2)]), {
    name: 'ShardError',
    message: 'Of 3 parts these are missing: 1, 3. Name the results of all parts.',
  });
  assert.throws(() => mergeRuns([part(1), part(2, 'other'), part(3)]), {
    message: /1\.json and 2\.json are parts of different runs.*same times\.json/,
  });
});

test('parts that ran apart make one report', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print from-a'], asksForFake),
    'b.ipynb': notebookOf(['print from-b', 'error E v'], asksForFake),
    'c.ipynb': notebookOf(['print from-c'], asksForFake),
  });
  const first = await latentlab(folder, 'run', '--shard', '1/2');
  assert.equal(first.code, 0);
  await cp(join(folder, 'out'), join(folder, 'artifacts/1'), { recursive: true });
  await rm(join(folder, 'out'), { recursive: true });
  const second = await latentlab(folder, 'run', '--shard', '2/2', '-o', 'two');
  assert.equal(second.code, 1);
  const results = ['artifacts/1/run.json', 'two/run.json'];
  const paths = results.map((file) => resultIn(folder, file).notebooks.map(({ path }) => path));
  assert.deepEqual(paths, [['notebooks/a.ipynb', 'notebooks/c.ipynb'], ['notebooks/b.ipynb']]);
  const merged = await latentlab(
    folder,
    ...['merge', ...results, '--html', 'm/r.html', '--junit', 'm/r.xml', '--json', 'm/r.json'],
  );
  assert.equal(merged.stderr, '');
  assert.equal(merged.code, 1);
  assert.match(merged.stdout, /1 of 3 failed/);
  assert.equal(resultIn(folder, 'm/r.json').notebooks.length, 3);
  assert.match(readFileSync(join(folder, 'm/r.xml'), 'utf8'), /notebooks\/c\.ipynb/);
  // With the outputs of all, wherever their results were brought.
  const html = readFileSync(join(folder, 'm/r.html'), 'utf8');
  for (const name of ['a', 'b', 'c']) assert.ok(html.includes(`\nfrom-${name}\n`), name);
});

test('what cannot be merged exits with 2 and a sentence', async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print a'], asksForFake) });
  await latentlab(folder, 'run', '--shard', '1/2');
  await writeFile(join(folder, 'other.json'), '{"version": 2}');
  const calls: [string[], RegExp][] = [
    [['merge'], /missing required argument/],
    [['merge', 'absent.json'], /^The result in absent\.json cannot be read: .*Name a run\.json/],
    [['merge', 'other.json'], /^other\.json is not the result of a run: /],
    [['merge', 'out/run.json'], /^Of 2 parts these are missing: 2\./],
    [['run', '--shard', '3/2'], /a part and how many there are, as 2\/5/],
    [['run', '--shard', '0/2'], /a part and how many there are, as 2\/5/],
  ];
  for (const [args, message] of calls) {
    const { code, stderr } = await latentlab(folder, ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
