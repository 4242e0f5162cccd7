import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './build.mjs';
import { runCommand } from './command.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const TIMEOUT_MS = 5 * 60_000;

/** @typedef {import('./project.mjs').Project} Project */

/**
 * Tells whether the snapshot from which kernels start their compiler is of what is installed and
 * compiled now, or could not be made of it.
 *
 * @param {Project} project
 */
export function isSnapshotSettled(project) {
  const stamp = /** @type {{ inputs?: string, made?: boolean } | undefined} */ (
    readStamp(stampFile(project))
  );
  const manifest = path.join(project.root, 'dist', 'snapshot', 'manifest.json');
  return stamp?.inputs === inputsMark(project) && (!stamp.made || existsSync(manifest));
}

/**
 * Makes the snapshot. Kernels do without where that fails, a second or two slower.
 *
 * @param {Project} project
 */
export async function makeSnapshot(project) {
  const inputs = inputsMark(project);
  const make = runCommand(process.execPath, ['dist/scripts/kernel/snapshot/make.js'], {
    cwd: project.root,
    env: project.env,
    log: project.log,
    timeoutMs: TIMEOUT_MS,
  });
  const made = await make.then(
    ({ code }) => code === 0,
    () => false,
  );
  writeStamp(stampFile(project), { inputs, made });
}

/** @param {Project} project */
function inputsMark({ root }) {
  const hash = createHash('sha256');
  hash.update(`${process.version} ${process.arch}\n`);
  const inputs = [
    'node_modules/.package-lock.json',
    ...filesBelow(root, 'dist/lib').filter((file) => file.endsWith('.d.ts')),
    ...filesBelow(root, 'dist/scripts/kernel').filter((file) => file.endsWith('.js')),
    ...filesBelow(root, 'scripts/kernel').filter((file) => /\.cjs$|\.d\.ts$/.test(file)),
  ];
  for (const file of inputs.sort()) {
    const stats = statSync(path.join(root, file), { throwIfNoEntry: false });
    hash.update(`${file} ${stats?.mtimeMs} ${stats?.size}\n`);
  }
  return hash.digest('hex');
}

/** @param {Project} project */
function stampFile({ state }) {
  return path.join(state, 'snapshot.json');
}
