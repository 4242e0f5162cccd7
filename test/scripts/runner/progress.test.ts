import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import type { RunEvent } from '../../../scripts/runner/events';
import { renderProgress, showProgress } from '../../../scripts/runner/progress';
import { ProgressState } from '../../../scripts/runner/progress-state';
import type { CellResult, NotebookResult } from '../../../scripts/runner/result';
import {
  expectedTimes,
  learnTimings,
  NO_TIMINGS,
  type ExpectedTimes,
} from '../../../scripts/runner/timings';

const colours = new Chalk({ level: 0 });

function cell(id: string, seconds: number, members: Partial<CellResult> = {}): CellResult {
  return { id, index: 0, status: 'ok', executionCount: 1, seconds, source: '', ...members };
}

function notebook(path: string, members: Partial<NotebookResult> = {}): NotebookResult {
  const base = { path, title: path, kernel: 'k', parameters: {}, seconds: 5, cells: [] };
  return { ...base, status: 'ok', ...members };
}

function earlier(...notebooks: NotebookResult[]): Map<string, ExpectedTimes> {
  const timings = learnTimings(NO_TIMINGS, notebooks);
  return new Map(
    notebooks.map(({ path }) => [path, expectedTimes(timings, path, {}) ?? assert.fail()]),
  );
}

function stateOf(
  paths: string[],
  events: [RunEvent, number][],
  before?: Map<string, ExpectedTimes>,
): ProgressState {
  const state = new ProgressState(paths, 0, before);
  for (const [event, now] of events) state.apply(event, now);
  return state;
}

const started = (path: string, ...cellIds: string[]): RunEvent => ({
  type: 'notebook-started',
  path,
  cells: cellIds.map((id) => ({ id, source: '' })),
});
const ready = (path: string): RunEvent => ({ type: 'kernel-ready', path, seconds: 1 });
const cellStarted = (path: string, position: number): RunEvent => ({
  type: 'cell-started',
  path,
  position,
});
const cellEnded = (path: string, position: number, result: CellResult): RunEvent => ({
  type: 'cell-ended',
  path,
  position,
  cell: result,
});
const ended = (path: string, result: NotebookResult): RunEvent => ({
  type: 'notebook-ended',
  path,
  result,
});

const view = (now: number, size: { columns?: number; rows?: number } = {}) => ({
  columns: 80,
  rows: 24,
  now,
  colours,
  ...size,
});

test('each notebook has a row that tells how far it is', () => {
  const failed = notebook('long/path.ipynb', { status: 'failed', message: 'E: v\nmore' });
  const state = stateOf(
    ['a.ipynb', 'long/path.ipynb', 'c.ipynb', 'd.ipynb'],
    [
      [started('a.ipynb', 'x', 'y'), 0],
      [ready('a.ipynb'), 1000],
      [cellEnded('a.ipynb', 1, cell('x', 1)), 2000],
      [cellStarted('a.ipynb', 2), 2000],
      [started('long/path.ipynb', 'x'), 0],
      [ended('long/path.ipynb', failed), 5000],
      [started('c.ipynb', 'x'), 4000],
    ],
  );
  const lines = renderProgress(state, view(6000)).split('\n');
  assert.deepEqual(
    lines.map((line) => line.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/, '*')),
    [
      ' * a.ipynb          1/2     6.0s  this cell 4s',
      ' ✗ long/path.ipynb  0/1     5.0s  E: v',
      ' * c.ipynb          0/1     2.0s  starting the kernel',
      ' · d.ipynb                        waiting',
      '',
      '   1 of 4 done after 6s',
    ],
  );
});

test('the time left comes from an earlier run with the same cells', () => {
  const before = earlier(notebook('a.ipynb', { cells: [cell('x', 10), cell('y', 20)] }));
  const events = (...ids: string[]): [RunEvent, number][] => [
    [started('a.ipynb', ...ids), 0],
    [ready('a.ipynb'), 0],
    [cellStarted('a.ipynb', 1), 0],
  ];
  const left = (state: ProgressState, now: number) =>
    state.notebooks[0] && state.secondsLeft(state.notebooks[0], now);
  const state = stateOf(['a.ipynb'], events('x', 'y'), before);
  assert.equal(left(state, 4000), 26);
  assert.equal(left(state, 60_000), 20);
  state.apply(cellEnded('a.ipynb', 1, cell('x', 1)), 5000);
  state.apply(cellStarted('a.ipynb', 2), 5000);
  assert.equal(left(state, 6000), 19);
  assert.match(renderProgress(state, view(6000)), /this cell 1s, about 19s left/);
  assert.equal(left(stateOf(['a.ipynb'], events('x', 'new'), before), 0), undefined);
  assert.equal(left(stateOf(['a.ipynb'], events('x', 'y')), 0), undefined);
  const stopped = notebook('a.ipynb', { cells: [cell('x', 10, { status: 'timeout' })] });
  assert.equal(left(stateOf(['a.ipynb'], events('x'), earlier(stopped)), 0), undefined);
});

test('the time left of all notebooks is shared among the jobs', () => {
  const before = earlier(
    notebook('a.ipynb', { startSeconds: 2, cells: [cell('x', 10)] }),
    notebook('b.ipynb', { startSeconds: 1, cells: [cell('x', 4)] }),
    notebook('c.ipynb', { cells: [cell('x', 3)] }),
  );
  const paths = ['a.ipynb', 'b.ipynb', 'c.ipynb'];
  const left = (jobs: number, now: number, known = before) => {
    const state = new ProgressState(paths, 0, known, jobs);
    state.apply(started('b.ipynb', 'x'), 0);
    return state.totalSecondsLeft(now);
  };
  assert.equal(left(1, 0), 20);
  assert.equal(left(1, 500), 19.5);
  assert.equal(left(2, 0), 12);
  const unknown = new Map([...before].filter(([path]) => path !== 'c.ipynb'));
  assert.equal(left(1, 0, unknown), undefined);
  const state = new ProgressState(paths, 0, before, 1);
  assert.match(renderProgress(state, view(0)), /0 of 3 done after 0s, about 20s left$/);
});

test('the display fits into the terminal, and shows what runs and what failed first', () => {
  const paths = Array.from({ length: 50 }, (_, i) => `notebooks/a-rather-long-name/${i}.ipynb`);
  const events = paths.slice(0, 40).flatMap((path, i): [RunEvent, number][] => {
    const status = i === 3 ? 'failed' : 'ok';
    const message = 'A long message that cannot fit into one line of a terminal';
    return [
      [started(path, 'x'), 0],
      ...(i === 20
        ? []
        : [[ended(path, notebook(path, { status, message })), 1] as [RunEvent, number]]),
    ];
  });
  const lines = renderProgress(stateOf(paths, events), view(0, { columns: 60, rows: 10 })).split(
    '\n',
  );
  assert.ok(lines.length <= 9, `${lines.length} lines`);
  for (const line of lines) assert.ok(line.length <= 60, `${line.length} columns: ${line}`);
  assert.ok(lines.some((line) => line.includes('/3.ipynb')));
  assert.ok(lines.some((line) => line.includes('/20.ipynb')));
  assert.match(lines.at(-1) ?? '', /39 of 50 done .*, 44 not shown/);
});

class Sink extends Writable {
  text = '';
  columns = 80;
  rows = 24;
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const SAMPLE: RunEvent[] = [
  started('a.ipynb', 'x', 'y'),
  ready('a.ipynb'),
  cellStarted('a.ipynb', 1),
  cellEnded('a.ipynb', 1, cell('x', 1.26)),
  cellEnded(
    'a.ipynb',
    2,
    cell('y', 65, { status: 'error', error: { ename: 'E', evalue: 'v\nw', traceback: [] } }),
  ),
  ended('a.ipynb', notebook('a.ipynb', { status: 'failed', message: 'E: v' })),
  ended('bb.ipynb', notebook('bb.ipynb', { seconds: 0.5 })),
];

test('where there is no terminal each cell and notebook that ends has one line', () => {
  const sink = new Sink(false);
  const progress = showProgress(['a.ipynb', 'bb.ipynb'], sink as unknown as WriteStream, colours);
  for (const event of SAMPLE) progress.listen(event);
  progress.notify('Stopping.');
  progress.end();
  assert.deepEqual(sink.text.split('\n'), [
    'a.ipynb   cell 1/2  ok        1.3s',
    'a.ipynb   cell 2/2  error    1m 5s  E: v',
    'a.ipynb   ✗ failed after 5.0s: E: v',
    'bb.ipynb  ✓ ok after 0.5s',
    'Stopping.',
    '',
  ]);
});

test('what cells print is shown only on demand, above the table of a terminal', () => {
  const print: RunEvent = {
    ...{ type: 'output', path: 'a.ipynb', position: 1, name: 'stdout', text: 'printed\n' },
  };
  for (const isTTY of [false, true]) {
    for (const verbose of [false, true]) {
      const sink = new Sink(isTTY);
      const paths = ['a.ipynb', 'bb.ipynb'];
      const progress = showProgress(paths, sink as unknown as WriteStream, colours, { verbose });
      progress.listen(started('a.ipynb', 'x'));
      progress.listen(print);
      progress.end();
      assert.equal(stripVTControlCharacters(sink.text).includes('a.ipynb  │ printed\n'), verbose);
    }
  }
});

test('in a terminal the table is redrawn in place and cleared at the end', async () => {
  const sink = new Sink(true);
  const progress = showProgress(['a.ipynb', 'bb.ipynb'], sink as unknown as WriteStream, colours);
  for (const event of SAMPLE) progress.listen(event);
  progress.notify('Stopping.');
  const drawn = stripVTControlCharacters(sink.text);
  assert.match(drawn, /a\.ipynb .* E: v\n.*bb\.ipynb/);
  assert.match(drawn, /2 of 2 done .*\n {3}Stopping\./);
  progress.end();
  const length = sink.text.length;
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(sink.text.length, length, 'nothing is drawn after the end');
  // eslint-disable-next-line no-control-regex
  assert.match(sink.text, /\x1b\[1A|\x1b\[\d*A|\x1b\[2K/);
});
