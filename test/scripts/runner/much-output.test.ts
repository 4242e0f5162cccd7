import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelSpec } from '../../../scripts/kernel/spec';
import { executeIn, LIMITS, outputsOf, statuses } from '../fixtures/execute';
import { temporaryFolder } from '../fixtures/kernels';

test('50 MB of output fill neither the memory nor the notebook', async (t) => {
  const folder = await temporaryFolder(t);
  const run = async (last: string) =>
    executeIn(folder, ["import 'latentlab';", last, "'the end'"], {
      spec: { ...kernelSpec(), env: {} },
      limits: { ...LIMITS, cellSeconds: 120, startSeconds: 60 },
    });
  const quiet = await run('1');
  const runnerBefore = process.memoryUsage().rss;
  const loud = await run('for (let i = 0; i < 500_000; i++) console.log(String(i).padStart(99));');
  assert.deepEqual(statuses(loud), ['ok', 'ok', 'ok']);
  const growth =
    ((loud.result.peakMemoryBytes ?? 0) - (quiet.result.peakMemoryBytes ?? 0)) / 2 ** 20;
  assert.ok(growth < 200, `the kernel has grown by ${growth} MB`);
  const runnerGrowth = (process.memoryUsage().rss - runnerBefore) / 2 ** 20;
  assert.ok(runnerGrowth < 200, `the runner has grown by ${runnerGrowth} MB`);
  const [head = '', notice = '', tail = ''] = outputsOf(loud, 1).map(String);
  assert.match(head, /^ +0\n +1\n/);
  assert.match(notice, /^\n\[Left out here: 49,[\d,]+ characters \(49\d,\d{3} lines\)\./);
  assert.match(tail, /499998\n +499999\n$/);
  assert.ok(JSON.stringify(loud.notebook).length < 2 ** 20);
  assert.deepEqual(outputsOf(loud, 2), ["'the end'"]);
});
