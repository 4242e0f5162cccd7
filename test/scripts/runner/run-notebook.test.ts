import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CodeCell, Notebook } from '../../../scripts/jupyter/nbformat';
import type { RunEvent } from '../../../scripts/runner/events';
import { executeIn, LIMITS, outputsOf, statuses } from '../fixtures/execute';
import {
  childrenOf,
  connectionFolders,
  eventually,
  isRunning,
  notebookOf,
  type CellText,
} from '../fixtures/kernels';

const hasProc = process.platform === 'linux';

const folder = mkdtempSync(join(tmpdir(), 'latentlab-test-'));
process.env['TMPDIR'] = folder;
after(() => {
  assert.deepEqual(connectionFolders(), []);
  if (hasProc) assert.deepEqual(childrenOf(process.pid), []);
  rmSync(folder, { recursive: true, force: true });
});

const execute = (cells: CellText[] | Notebook, options?: Parameters<typeof executeIn>[2]) =>
  executeIn(folder, cells, options);

test('a notebook that runs through is ok, with outputs, counts, title and times', async () => {
  const given = notebookOf(['# A title', 'print one\\n', 'result two', '## b', 'print three']);
  const before = structuredClone(given);
  const run = await execute(given);
  assert.deepEqual(given, before, 'the given notebook is not changed');
  const { result, notebook } = run;
  assert.equal(result.status, 'ok');
  assert.equal(result.message, undefined);
  assert.equal(result.title, 'A title');
  assert.equal(result.kernel, 'fake');
  assert.deepEqual(
    result.cells.map(({ id, index, status, executionCount, source }) => ({
      id,
      index,
      status,
      executionCount,
      source,
    })),
    [
      { id: 'cell-1', index: 1, status: 'ok', executionCount: 1, source: 'print one\\n' },
      { id: 'cell-2', index: 2, status: 'ok', executionCount: 2, source: 'result two' },
      { id: 'cell-4', index: 4, status: 'ok', executionCount: 3, source: 'print three' },
    ],
  );
  assert.deepEqual(
    [1, 2, 4].map((i) => outputsOf(run, i)),
    [['one\n'], ['two'], ['three']],
  );
  assert.equal((notebook.cells[2] as CodeCell).execution_count, 2);
  assert.deepEqual(notebook.metadata.language_info, { name: 'lines', version: '1' });
  assert.ok(result.startSeconds !== undefined && result.startSeconds > 0);
  assert.ok(result.seconds >= result.startSeconds);
  if (hasProc) assert.ok((result.peakMemoryBytes ?? 0) > 20e6);
});

test('each cell notes when it ran, as nbclient does', async () => {
  const { notebook } = await execute(['print x']);
  const execution = notebook.cells[0]?.metadata['execution'] as Record<string, string>;
  assert.deepEqual(Object.keys(execution).sort(), [
    'iopub.execute_input',
    'iopub.status.busy',
    'iopub.status.idle',
    'shell.execute_reply',
  ]);
  for (const date of Object.values(execution)) assert.ok(!Number.isNaN(Date.parse(date)));
});

test('outputs of an earlier run do not pass for those of this one', async () => {
  const notebook = notebookOf(['error E v', 'print x']);
  const [, second] = notebook.cells as CodeCell[];
  second?.outputs.push({ output_type: 'stream', name: 'stdout', text: 'stale' });
  Object.assign(second ?? {}, { execution_count: 9 });
  const run = await execute(notebook);
  assert.deepEqual(outputsOf(run, 1), []);
  assert.equal((run.notebook.cells[1] as CodeCell).execution_count, null);
});

test('after the first cell that fails the rest is not run', async () => {
  const run = await execute(['print a', 'print b\\n\nerror TypeError no such @2', 'print c']);
  assert.equal(run.result.status, 'failed');
  assert.equal(run.result.message, 'TypeError: no such');
  assert.deepEqual(statuses(run), ['ok', 'error', 'not-run']);
  assert.deepEqual(run.result.cells[1]?.error, {
    ename: 'TypeError',
    evalue: 'no such',
    traceback: ['TypeError: no such'],
    line: 2,
  });
  assert.deepEqual(outputsOf(run, 1), ['b\n', 'TypeError: no such']);
  assert.deepEqual(outputsOf(run, 2), []);
});

test('an error without a line has none', async () => {
  const run = await execute(['error E v']);
  assert.equal('line' in (run.result.cells[0]?.error ?? {}), false);
});

test('a reply that is not ok is a failure, whatever it says', async () => {
  for (const status of ['aborted', 'abort', 'unheard-of']) {
    const run = await execute([`reply ${status}`, 'print never']);
    assert.equal(run.result.status, 'failed');
    assert.deepEqual(statuses(run), ['error', 'not-run']);
    const text = `CellNotRun: The kernel answered '${status}' and did not run the cell.`;
    assert.equal(run.result.message, text);
    assert.deepEqual(outputsOf(run, 0), [text]);
  }
});

test('an error reply without a name and without an error on iopub is a failure too', async () => {
  const run = await execute(['stderr oops\\n\nbare_error']);
  assert.deepEqual(statuses(run), ['error']);
  assert.equal(run.result.cells[0]?.error?.ename, 'Error');
  assert.deepEqual(outputsOf(run, 0), ['oops\n', 'Error: ']);
});

test('raises-exception lets a cell raise, but not be left out or take too long', async () => {
  const raises: [string[], string] = [['raises-exception'], 'error E v'];
  const run = await execute([raises, [['raises-exception'], 'print fine'], 'print on']);
  assert.equal(run.result.status, 'ok');
  assert.deepEqual(statuses(run), ['ok', 'ok', 'ok']);
  assert.equal(run.result.cells[0]?.error?.ename, 'E');
  assert.deepEqual(outputsOf(run, 0), ['E: v']);
  const aborted = await execute([[['raises-exception'], 'reply aborted']]);
  assert.deepEqual(statuses(aborted), ['error']);
  const limits = { ...LIMITS, cellSeconds: 0.3 };
  const late = await execute([[['raises-exception'], 'hang']], { limits });
  assert.deepEqual(statuses(late), ['timeout']);
});

test('raises-exception asks the kernel to go on, other cells ask it to stop', async () => {
  const run = await execute(['request', [['raises-exception'], 'request']]);
  const asked = [0, 1].map(
    (i) => (JSON.parse(String(outputsOf(run, i)[0])) as { stop_on_error: boolean }).stop_on_error,
  );
  assert.deepEqual(asked, [true, false]);
});

test('skip-execution and empty cells are not sent, and a skipped cell keeps its outputs', async () => {
  const notebook = notebookOf([[['skip-execution'], 'error E v'], ' \n', 'print x']);
  const [first] = notebook.cells as CodeCell[];
  first?.outputs.push({ output_type: 'stream', name: 'stdout', text: 'kept' });
  const run = await execute(notebook);
  assert.equal(run.result.status, 'ok');
  assert.deepEqual(statuses(run), ['skipped', 'skipped', 'ok']);
  assert.deepEqual(outputsOf(run, 0), ['kept']);
  assert.equal(run.result.cells[2]?.executionCount, 1);
});

test('outputs are collected: late ones, updates from other cells, a flood, misfits', async () => {
  const run = await execute([
    'display x old\nlate 30 late',
    'sleep 200\nupdate x new',
    'flood 20000',
    'misfit',
    'print a\nclear wait\nprint b',
  ]);
  assert.equal(run.result.status, 'ok');
  assert.deepEqual(outputsOf(run, 0), ['new', 'late']);
  assert.deepEqual(outputsOf(run, 1), []);
  assert.equal(String(outputsOf(run, 2)[0]).split('\n').length, 20001);
  assert.deepEqual(outputsOf(run, 3), ['5']);
  assert.deepEqual(outputsOf(run, 4), ['b']);
});

test('an error that a cell publishes after its end fails it and ends the run', async () => {
  const run = await execute(['late_error 30', 'sleep 200', 'print never']);
  assert.equal(run.result.status, 'failed');
  assert.equal(run.result.message, 'Rejection: unhandled');
  assert.deepEqual(statuses(run), ['error', 'ok', 'not-run']);
  assert.deepEqual(outputsOf(run, 0), ['Rejection: unhandled']);
});

test('a cell that takes too long is interrupted, by message and by signal', async () => {
  const limits = { ...LIMITS, cellSeconds: 0.3 };
  for (const interrupt_mode of ['message', 'signal'] as const) {
    const run = await execute(['print a\nhang', 'print b'], { limits, spec: { interrupt_mode } });
    assert.equal(run.result.status, 'timeout');
    assert.deepEqual(statuses(run), ['timeout', 'not-run']);
    const message = 'The cell ran longer than 0.3 s. It stopped when it was interrupted.';
    assert.equal(run.result.message, message);
    assert.equal(run.result.cells[0]?.error?.ename, 'CellTimeout');
    assert.deepEqual(outputsOf(run, 0), ['a', `CellTimeout: ${message}`]);
  }
});

test('a kernel that misses the first interrupt gets another', async () => {
  const run = await execute(['drowsy'], { limits: { ...LIMITS, cellSeconds: 0.3 } });
  assert.match(run.result.message ?? '', /stopped when it was interrupted/);
});

test('a cell that ignores the interrupt is killed with its kernel', async () => {
  const limits = { ...LIMITS, cellSeconds: 0.3, graceSeconds: 0.3 };
  const stubborn = await execute(['stubborn'], { limits });
  assert.deepEqual(statuses(stubborn), ['timeout']);
  assert.match(stubborn.result.message ?? '', /did not stop when it was interrupted.*killed/);
  const spin = await execute(['spin'], { limits });
  assert.match(spin.result.message ?? '', /did not respond any more and was killed/);
});

test('a kernel that dies is reported with how it ended and its last words', async () => {
  const exit = await execute(['print a', 'print b\nexit 3', 'print c']);
  assert.equal(exit.result.status, 'dead');
  assert.deepEqual(statuses(exit), ['ok', 'dead', 'not-run']);
  const message = 'The kernel died while the cell ran: its process ended with exit code 3.';
  assert.equal(exit.result.message, message);
  assert.deepEqual(exit.result.cells[1]?.error?.traceback, [
    `KernelDied: ${message}`,
    'last words',
  ]);
  assert.deepEqual(outputsOf(exit, 1), ['b', `KernelDied: ${message}`]);
  const killed = await execute(['signal SIGKILL']);
  assert.match(killed.result.message ?? '', /killed by SIGKILL.*memory runs out/);
  const zero = await execute(['exit 0']);
  assert.equal(zero.result.status, 'dead');
});

test('a kernel that dies between cells or after the last one is reported', async () => {
  const between = await execute(['exit_later 0', 'sleep 2000']);
  assert.equal(between.result.status, 'dead');
  const last = await execute(['print x\nexit_after_reply']);
  assert.equal(last.result.status, 'dead');
  assert.match(last.result.message ?? '', /died after its last cell: .* exit code 7/);
  assert.deepEqual(statuses(last), ['ok']);
});

test('a kernel that never starts is reported with what it printed', async () => {
  const crash = await execute(['print a'], { spec: { env: { FAKE_KERNEL: 'crash' } } });
  assert.equal(crash.result.status, 'dead');
  assert.deepEqual(statuses(crash), ['not-run']);
  assert.match(
    crash.result.message ?? '',
    /^The kernel 'fake' never started: .* exit code 7\. Look .* last:\nno such module\ncannot start$/,
  );
  const never = await execute(['print a'], {
    spec: { env: { FAKE_KERNEL: 'never' } },
    limits: { ...LIMITS, startSeconds: 5 },
  });
  assert.equal(never.result.status, 'dead');
  assert.match(never.result.message ?? '', /did not answer within 5 s .*\nstill loading$/);
  const absent = await execute(['print a'], { spec: { argv: ['no-such-program'] } });
  assert.equal(absent.result.status, 'dead');
  assert.match(absent.result.message ?? '', /'no-such-program' cannot be started/);
});

test('a kernel whose port was taken meanwhile is started again', async () => {
  const env = { FAKE_KERNEL: `port-taken:${join(folder, 'port-taken')}` };
  const run = await execute(['print a'], { spec: { env } });
  assert.equal(run.result.status, 'ok');
});

test('an interruption stops the running cell, and keeps what there is', async () => {
  const controller = new AbortController();
  const run = await execute(['print a', 'print b\nhang', 'print c'], {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'cell-started' && event.position === 2) {
        setTimeout(() => controller.abort(), 200);
      }
    },
  });
  assert.equal(run.result.status, 'interrupted');
  assert.deepEqual(statuses(run), ['ok', 'interrupted', 'not-run']);
  const text = 'The run was interrupted. It stopped when it was interrupted.';
  assert.deepEqual(outputsOf(run, 1), ['b', `Interrupted: ${text}`]);
});

test('an interruption while the kernel starts is no fault of the kernel', async () => {
  const controller = new AbortController();
  const run = await execute(['print a'], {
    signal: controller.signal,
    spec: { env: { FAKE_KERNEL: 'never' } },
    onEvent: () => setTimeout(() => controller.abort(), 100),
  });
  assert.equal(run.result.status, 'interrupted');
  assert.deepEqual(statuses(run), ['not-run']);
});

test('nothing that a notebook started outlives it', { skip: !hasProc }, async () => {
  const files = ['grandchild', 'escapee'].map((name) => join(folder, name));
  await execute([`grandchild ${files[0]}\nescapee ${files[1]}`]);
  const pids = files.map((file) => Number(readFileSync(file, 'utf8')));
  await eventually(() => !pids.some(isRunning), 'the processes to end');
});

test('parameters are injected and reported', async () => {
  const run = await execute([[['parameters'], 'print declared'], 'print x'], {
    parameters: { epochs: 2 },
  });
  assert.deepEqual(run.result.parameters, { epochs: 2 });
  assert.deepEqual(
    run.result.cells.map(({ id, index }) => [id, index]),
    [
      ['cell-0', 0],
      ['injected-parameters', 1],
      ['cell-1', 2],
    ],
  );
  assert.match(run.result.cells[1]?.source ?? '', /epochs = 2;/);
});

test('events tell what happens, in order', async () => {
  const events: RunEvent[] = [];
  await execute(['# t', 'print a', 'error E v', 'print c'], {
    onEvent: (event) => events.push(event),
  });
  assert.deepEqual(
    events.map((event) => `${event.type} ${'position' in event ? event.position : ''}`.trim()),
    [
      'notebook-started',
      'kernel-ready',
      'cell-started 1',
      'output 1',
      'cell-ended 1',
      'cell-started 2',
      'cell-ended 2',
    ],
  );
  assert.deepEqual(events[0], {
    type: 'notebook-started',
    path: 'n.ipynb',
    cells: [
      { id: 'cell-1', source: 'print a' },
      { id: 'cell-2', source: 'error E v' },
      { id: 'cell-3', source: 'print c' },
    ],
  });
});

test('a notebook without headings goes by its file name', async () => {
  const run = await execute(['print x'], { path: 'a/some-notebook.ipynb' });
  assert.equal(run.result.title, 'some-notebook');
});
