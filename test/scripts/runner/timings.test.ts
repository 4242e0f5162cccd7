import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CellResult, NotebookResult } from '../../../scripts/runner/result';
import {
  expectedTimes,
  learnTimings,
  NO_TIMINGS,
  readTimings,
  writeTimings,
} from '../../../scripts/runner/timings';
import { temporaryFolder } from '../fixtures/kernels';

const cell = (id: string, seconds: number, members: Partial<CellResult> = {}): CellResult => ({
  ...{ id, index: 0, status: 'ok', executionCount: 1, seconds, source: 'x' },
  ...members,
});

const result = (cells: CellResult[], members: Partial<NotebookResult> = {}): NotebookResult => ({
  ...{ path: 'a.ipynb', title: '', status: 'ok', kernel: 'k', parameters: {}, seconds: 9, cells },
  ...members,
});

test('what is expected is the median of the last five runs', () => {
  let timings = NO_TIMINGS;
  for (const seconds of [100, 1, 2, 3, 50, 4]) {
    timings = learnTimings(timings, [result([cell('c', seconds)], { startSeconds: seconds / 2 })]);
  }
  const expected = expectedTimes(timings, 'a.ipynb', {}) ?? assert.fail();
  assert.equal(expected.cellSeconds({ id: 'c', source: 'x' }), 3);
  assert.equal(expected.startSeconds, 1.5);
  assert.equal(expected.totalSeconds, 4.5);
});

test('a cell that changed, failed or never ran is not known', () => {
  const timings = learnTimings(NO_TIMINGS, [
    result([cell('c', 1), cell('bad', 2, { status: 'error' })]),
  ]);
  const expected = expectedTimes(timings, 'a.ipynb', {}) ?? assert.fail();
  assert.equal(expected.cellSeconds({ id: 'c', source: 'x' }), 1);
  for (const unknown of [
    { id: 'c', source: 'changed' },
    { id: 'bad', source: 'x' },
    { id: 'new', source: 'x' },
  ]) {
    assert.equal(expected.cellSeconds(unknown), undefined, JSON.stringify(unknown));
  }
  // A failure does not forget what was known, and a cell that is gone counts no longer.
  const later = learnTimings(timings, [result([cell('c', 9, { status: 'timeout' })])]);
  assert.equal(expectedTimes(later, 'a.ipynb', {})?.totalSeconds, 1);
  const gone = learnTimings(timings, [result([cell('d', 7)])]);
  assert.equal(expectedTimes(gone, 'a.ipynb', {})?.totalSeconds, 7);
});

test('each set of parameters has its own times, in whatever order they are named', () => {
  const timings = learnTimings(NO_TIMINGS, [
    result([cell('c', 1)], { parameters: { a: 1, b: 2 } }),
    result([cell('c', 60)], { parameters: { a: 100, b: 2 } }),
  ]);
  const total = (parameters: Record<string, unknown>) =>
    expectedTimes(timings, 'a.ipynb', parameters)?.totalSeconds;
  assert.equal(total({ b: 2, a: 1 }), 1);
  assert.equal(total({ a: 100, b: 2 }), 60);
  assert.equal(total({}), undefined);
});

test('only the last sets of parameters are remembered', () => {
  let timings = NO_TIMINGS;
  for (let a = 0; a < 7; a++) {
    timings = learnTimings(timings, [result([cell('c', a)], { parameters: { a } })]);
  }
  const known = [0, 1, 2, 3, 4, 5, 6].filter((a) => expectedTimes(timings, 'a.ipynb', { a }));
  assert.deepEqual(known, [2, 3, 4, 5, 6]);
});

test('a notebook that was not run teaches nothing', () => {
  const cached = result([cell('c', 1)], { status: 'cached' });
  const idle = result([cell('c', 0, { status: 'not-run', executionCount: null })]);
  assert.deepEqual(learnTimings(NO_TIMINGS, [cached, idle, result([])]), NO_TIMINGS);
});

test('timings are kept in a file; one that is none holds none', async (t) => {
  const file = join(await temporaryFolder(t), 'sub', 'times.json');
  assert.deepEqual(await readTimings(file), NO_TIMINGS);
  const timings = learnTimings(NO_TIMINGS, [result([cell('c', 1)])]);
  await writeTimings(file, timings);
  assert.deepEqual(await readTimings(file), timings);
  await writeFile(file, '{"version": 0}');
  assert.deepEqual(await readTimings(file), NO_TIMINGS);
});
