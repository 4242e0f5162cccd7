import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cellTimeout } from '../../../scripts/jupyter/tags';
import { executeIn, LIMITS, outputsOf, statuses } from '../fixtures/execute';
import { childrenOf, fakeSpec, notebookOf, type CellText } from '../fixtures/kernels';

const hasProc = process.platform === 'linux';
const folder = mkdtempSync(join(tmpdir(), 'latentlab-test-'));
after(() => {
  if (hasProc) assert.deepEqual(childrenOf(process.pid), []);
  rmSync(folder, { recursive: true, force: true });
});

const execute = (cells: CellText[], options?: Parameters<typeof executeIn>[2]) =>
  executeIn(folder, cells, options);

test('a tag gives a cell a time of its own, shorter or longer', async () => {
  const short = await execute([[['timeout=0.3'], 'hang'], 'print x']);
  assert.deepEqual(statuses(short), ['timeout', 'not-run']);
  assert.match(short.result.message ?? '', /^The cell ran longer than 0\.3 s\./);
  const limits = { ...LIMITS, cellSeconds: 0.3 };
  const long = await execute([[['timeout=20'], 'sleep 600']], { limits });
  assert.deepEqual(statuses(long), ['ok']);
});

test('a tag that gives no time is an error that says how one is given', () => {
  const tagged = (tag: string) => notebookOf([[[tag], 'x']]).cells[0] ?? assert.fail();
  assert.equal(cellTimeout(tagged('timeout=1.5')), 1.5);
  assert.equal(cellTimeout(tagged('other')), undefined);
  for (const tag of ['timeout=', 'timeout=soon', 'timeout=0', 'timeout=-1', 'timeout=Infinity']) {
    assert.throws(() => cellTimeout(tagged(tag)), {
      name: 'TagError',
      message: `The cell 'cell-0' has the tag '${tag}', which gives no time. Write seconds, as in timeout=60.`,
    });
  }
});

test('a notebook that takes too long is stopped, and what ran so far is kept', async () => {
  const run = await execute(['print a', 'print b\nhang', 'print c'], {
    limits: { ...LIMITS, notebookSeconds: 1.5 },
  });
  assert.equal(run.result.status, 'timeout');
  assert.deepEqual(statuses(run), ['ok', 'timeout', 'not-run']);
  const happened = 'The notebook ran longer than 1.5 s, its --notebook-timeout.';
  assert.equal(run.result.message, `${happened} It stopped when it was interrupted.`);
  assert.deepEqual(outputsOf(run, 0), ['a']);
  assert.equal(outputsOf(run, 1)[0], 'b');
});

test("a notebook's time covers the start of its kernel, and what lies between cells", async () => {
  const starting = await execute(['print a'], {
    spec: { env: { FAKE_KERNEL: 'never' } },
    limits: { ...LIMITS, notebookSeconds: 0.4 },
  });
  assert.equal(starting.result.status, 'timeout');
  assert.match(starting.result.message ?? '', /^The notebook ran longer than 0\.4 s/);
  const between = await execute(['print a', 'print b'], {
    limits: { ...LIMITS, notebookSeconds: 2 },
    onEvent: (event) => {
      if (event.type !== 'cell-ended') return;
      const until = performance.now() + 2100;
      while (performance.now() < until);
    },
  });
  assert.equal(between.result.status, 'timeout');
  assert.deepEqual(statuses(between), ['ok', 'not-run']);
});

for (const [who, code] of [
  ['a kernel', 'allocate 300\nhang'],
  ['what it started', 'allocating_child 300\nhang'],
] as const) {
  test(`${who} may not hold more memory than it is given`, { skip: !hasProc }, async () => {
    const run = await execute(['print a', `print b\n${code}`, 'print c'], {
      limits: { ...LIMITS, memoryBytes: 256 * 2 ** 20 },
    });
    assert.equal(run.result.status, 'dead');
    assert.deepEqual(statuses(run), ['ok', 'dead', 'not-run']);
    assert.match(
      run.result.message ?? '',
      /^The kernel died while the cell ran: it used more than 256 MiB of memory \(\d+ MiB\) and was stopped\. Use less data or smaller batches, or raise --max-memory\.$/,
    );
    assert.equal(outputsOf(run, 1)[0], 'b');
  });
}

test('a kernel that is too big from its start says so', { skip: !hasProc }, async () => {
  const run = await execute(['print a'], {
    spec: fakeSpec({ env: { FAKE_KERNEL: 'never' } }),
    limits: { ...LIMITS, memoryBytes: 2 ** 20 },
  });
  assert.match(run.result.message ?? '', /never started: it used more than 1 MiB of memory/);
});
