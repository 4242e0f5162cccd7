import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('the library passes its own tests on the WebAssembly backend', () => {
  const folder = path.join(__dirname, 'lib');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => path.join(folder, file));
  assert.notEqual(files.length, 0);
  const env: NodeJS.ProcessEnv = { ...process.env, LATENTLAB_BACKEND: 'wasm' };
  // With it the child would report to our runner instead of printing.
  delete env.NODE_TEST_CONTEXT;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=spec', '--test-concurrency=1', ...files],
    { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  // What failed is listed at the end of the report.
  assert.equal(status, 0, stdout.slice(stdout.lastIndexOf('failing tests:')));
});
