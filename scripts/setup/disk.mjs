import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from './failure.mjs';

/**
 * Throws where a folder's disk has less free space than needed. The folder need not exist yet.
 *
 * @param {string} folder
 * @param {number} bytes
 * @param {string} what What the space is for.
 * @param {(folder: string) => Promise<number>} [freeBytes]
 */
export async function requireSpace(folder, bytes, what, freeBytes = freeBytesAt) {
  let existing = path.resolve(folder);
  while (!existsSync(existing) && path.dirname(existing) !== existing) {
    existing = path.dirname(existing);
  }
  const free = await freeBytes(existing);
  if (free < bytes) {
    throw new SetupError(
      `${what} needs ${gigabytes(bytes)} of disk space; ${folder} has ${gigabytes(free)} left.`,
      'Free some space and start again: set-up goes on where it stopped.',
    );
  }
}

/** @param {string} folder */
async function freeBytesAt(folder) {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
