import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { ROOT } from '../../../scripts/setup/project.mjs';
import { scratchFolder } from './scratch.mjs';

const QUICK = { pollMs: 5, heartbeatMs: 10, staleMs: 100 };

/** @param {{ pid?: number, host?: string }} owner */
function lockOf({ pid = process.pid, host = os.hostname() }) {
  return JSON.stringify({ token: 'another', pid, host });
}

test('one works while the other waits, and the wait is announced once', async (t) => {
  const file = path.join(scratchFolder(t), 'below', 'lock');
  /** @type {string[]} */
  const events = [];
  const onWait = () => events.push('waits');
  const first = withLock(file, QUICK, async () => {
    events.push('first begins');
    await sleep(60);
    events.push('first ends');
  });
  await sleep(10);
  const second = withLock(file, { ...QUICK, onWait }, async () => {
    events.push('second begins');
  });
  await Promise.all([first, second]);
  assert.deepEqual(events, ['first begins', 'waits', 'first ends', 'second begins']);
  assert.equal(existsSync(file), false);
});

test('the lock is released when the work fails, and the failure is passed on', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  const work = () => Promise.reject(new Error('no luck'));
  await assert.rejects(withLock(file, QUICK, work), /no luck/);
  assert.equal(existsSync(file), false);
});

test('the lock of a process that was killed is taken over', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  const module = pathToFileURL(path.join(ROOT, 'scripts', 'setup', 'lock.mjs')).href;
  const script = `
    import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(file)}, {}, () => new Promise((resolve) => {
      console.log('locked');
      setTimeout(resolve, 60_000);
    }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(await withLock(file, { pollMs: 5, staleMs: 1e9 }, async () => 'mine'), 'mine');
});

test('a lock of another machine is taken over when its heartbeat stays out', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, lockOf({ pid, host: 'elsewhere' }));
  assert.equal(await withLock(file, QUICK, async () => 'mine'), 'mine');
});

test('a lock of another machine is respected while its heart beats', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  writeFileSync(file, lockOf({ host: 'elsewhere' }));
  let beats = 0;
  const heart = setInterval(() => utimesSync(file, ++beats, beats), 10);
  t.after(() => clearInterval(heart));
  let taken = false;
  const mine = withLock(file, QUICK, async () => (taken = true));
  await sleep(QUICK.staleMs * 3);
  assert.equal(taken, false);
  clearInterval(heart);
  assert.equal(await mine, true);
});

test('a damaged lock does not block for ever', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  writeFileSync(file, '{"tok');
  assert.equal(await withLock(file, QUICK, async () => 'mine'), 'mine');
});

test('a lock that was taken over is not released by its former owner', async (t) => {
  const file = path.join(scratchFolder(t), 'lock');
  await withLock(file, QUICK, async () => writeFileSync(file, lockOf({})));
  assert.equal(existsSync(file), true);
});
