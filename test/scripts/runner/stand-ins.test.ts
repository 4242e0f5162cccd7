import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DATA_MIME_TYPE } from '../../../lib/data/load';
import { executeIn } from '../fixtures/execute';

test('a result names the synthetic data that its notebook computed with', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'latentlab-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const loaded = (title: string, source: string) =>
    `bundle ${JSON.stringify({ 'text/plain': title, [DATA_MIME_TYPE]: { title, source } })}`;
  const cells = [
    loaded('synthetic digits', 'synthetic'),
    `${loaded('MNIST', 'real')}\n${loaded('synthetic faces', 'synthetic')}`,
    loaded('synthetic digits', 'synthetic'),
  ];
  const { result } = await executeIn(folder, cells);
  assert.deepEqual(result.standIns, ['synthetic digits', 'synthetic faces']);
  const real = await executeIn(folder, [loaded('MNIST', 'real'), 'print one']);
  assert.equal('standIns' in real.result, false);
});
