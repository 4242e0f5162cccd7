import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { kernelSpec } from '../../../scripts/kernel/spec';
import { executeIn, LIMITS, statuses } from '../fixtures/execute';

const folder = mkdtempSync(join(tmpdir(), 'latentlab-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs cells in this project's kernel, with little memory for JavaScript. */
const execute = (cells: string[]) =>
  executeIn(folder, cells, {
    spec: { ...kernelSpec(), env: { NODE_OPTIONS: '--max-old-space-size=150' } },
    limits: { ...LIMITS, cellSeconds: 120, startSeconds: 60 },
  });

test('a kernel whose memory is full is dead, and the reason is readable', async () => {
  const run = await execute([
    'const rows: number[][] = [];\nfor (;;) rows.push(new Array(1e6).fill(Math.PI));',
    '1',
  ]);
  const { result } = run;
  assert.equal(result.status, 'dead');
  assert.deepEqual(statuses(run), ['dead', 'not-run']);
  assert.match(
    result.cells[0]?.error?.evalue ?? '',
    /JavaScript ran out of memory\. Use less data/,
  );
  assert.doesNotMatch(result.cells[0]?.error?.traceback.join('\n') ?? '', /0x[0-9a-f]{6}/);
});

test('a kernel that a native library ends is dead, with what it said', async () => {
  const { result } = await execute(['process.abort()']);
  assert.equal(result.status, 'dead');
  assert.match(
    result.cells[0]?.error?.evalue ?? '',
    /The kernel died while the cell ran: .*SIGABRT/,
  );
});
