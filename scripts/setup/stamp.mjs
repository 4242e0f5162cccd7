import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Reads a stamp: a small JSON file that says that a step is done, and for what.
 *
 * @param {string} file
 * @returns {unknown} Its content; undefined where it is missing or damaged.
 */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes a stamp whole or not at all.
 *
 * @param {string} file
 * @param {unknown} content
 */
export function writeStamp(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(part, file);
}

/** @param {string} file */
export function removeStamp(file) {
  rmSync(file, { force: true });
}
