import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStamp } from './stamp.mjs';

/**
 * @typedef {object} Owner
 * @property {string} token
 * @property {number} pid
 * @property {string} host
 *
 * @typedef {object} LockOptions
 * @property {(owner: Owner) => void} [onWait] Called once, when the lock is found taken.
 * @property {number} [pollMs]
 * @property {number} [heartbeatMs] How often the owner touches the lock.
 * @property {number} [staleMs] A lock that nobody touched while we watched for so long is stale.
 */

/**
 * Runs `work` while holding a lock that other processes respect, and releases it afterwards. A lock
 * whose owner died is taken over: at once where its process can be looked up, otherwise when its
 * heartbeat stays out.
 *
 * @template T
 * @param {string} file
 * @param {LockOptions} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, options, work) {
  const owner = await acquire(file, options);
  const release = () => releaseLock(file, owner);
  const heartbeat = setInterval(() => touch(file), options.heartbeatMs ?? 3000);
  heartbeat.unref();
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    release();
  }
}

/**
 * @param {string} file
 * @param {LockOptions} options
 */
async function acquire(file, { onWait, pollMs = 200, staleMs = 20_000 }) {
  /** @type {Owner} */
  const me = { token: randomUUID(), pid: process.pid, host: os.hostname() };
  mkdirSync(path.dirname(file), { recursive: true });
  let announced = false;
  let seen = { at: performance.now(), mark: '' };
  while (!create(file, me)) {
    const owner = ownerOf(file);
    // What is watched is whether the lock changes, so that a clock that jumps does not matter.
    const mark = `${owner?.token} ${modified(file)}`;
    if (mark !== seen.mark) seen = { at: performance.now(), mark };
    const unchanged = performance.now() - seen.at;
    // Without a readable owner it is either being written right now or damaged.
    if (owner ? isDead(owner) || unchanged > staleMs : unchanged > pollMs * 5) {
      takeAway(file, owner?.token);
      continue;
    }
    if (owner && !announced) {
      announced = true;
      onWait?.(owner);
    }
    await sleep(pollMs);
  }
  return me;
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
function create(file, owner) {
  try {
    writeFileSync(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a stale lock aside. Another process may have done the same and taken the lock since: its
 * lock is put back.
 *
 * @param {string} file
 * @param {string | undefined} token
 */
function takeAway(file, token) {
  if (ownerOf(file)?.token !== token) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (ownerOf(aside)?.token !== token) copyFileSync(aside, file, constants.COPYFILE_EXCL);
  } catch {
    // Gone already, or taken by a third: the caller looks again.
  }
  rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
function releaseLock(file, owner) {
  if (ownerOf(file)?.token === owner.token) rmSync(file, { force: true });
}

/**
 * @param {string} file
 * @returns {Owner | undefined}
 */
function ownerOf(file) {
  const content = /** @type {Partial<Owner> | undefined} */ (readStamp(file));
  return content?.token && content.pid ? /** @type {Owner} */ (content) : undefined;
}

/** @param {Owner} owner */
function isDead({ host, pid }) {
  if (host !== os.hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

/** @param {string} file */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Taken over or removed by hand: the work goes on, and release leaves the other's lock alone.
  }
}
