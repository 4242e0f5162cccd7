import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const CLI = join(__dirname, '../../scripts/cli.js');

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [CLI, 'run', '--help']);
  child.stdout.destroy();
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [complaint, [exitCode]] = await Promise.all([text(child.stderr), ended]);
  assert.equal(complaint, '');
  assert.equal(exitCode, 0);
});
