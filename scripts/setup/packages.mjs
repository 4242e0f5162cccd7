import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, runCommand } from './command.mjs';
import { requireSpace } from './disk.mjs';
import { SetupError } from './failure.mjs';
import { npmProgram } from './npm.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';

/** What the packages take on disk, with what npm needs while it unpacks. */
const PACKAGES_BYTES = 1.2e9;

/** @typedef {import('./project.mjs').Project} Project */

/**
 * Tells whether the packages that package-lock.json names are installed.
 *
 * @param {Project} project
 */
export function packagesAreInstalled(project) {
  if (!existsSync(installedLock(project))) return false;
  const stamp = /** @type {{ lock?: string } | undefined} */ (readStamp(stampFile(project)));
  if (stamp?.lock === lockHash(project)) return true;
  if (!holdsLockedPackages(project)) return false;
  writeStamp(stampFile(project), { lock: lockHash(project) });
  return true;
}

/**
 * Installs the packages with `npm ci`.
 *
 * @param {Project} project
 */
export async function installPackages(project) {
  const modules = path.join(project.root, 'node_modules');
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new SetupError(
      'node_modules is a link, and what it leads to does not have the packages of package-lock.json.',
      'Run `npm ci` in the checkout that it belongs to, or remove the link and start again.',
    );
  }
  await requireSpace(project.root, PACKAGES_BYTES, 'Installing the packages');
  removeStamp(stampFile(project));
  const { code, output } = await runCommand(
    process.execPath,
    [npmProgram(project.env), 'ci', '--no-audit', '--no-fund', '--loglevel=warn'],
    { cwd: project.root, env: project.env, log: project.log },
  );
  if (code !== 0) {
    throw new SetupError(
      `npm ci failed:\n${lastLines(output, 15)}\n`,
      'Look whether the network and the npm registry can be reached, then start again.',
    );
  }
  writeStamp(stampFile(project), { lock: lockHash(project) });
}

/**
 * Compares the record that npm leaves in node_modules with package-lock.json, so that packages
 * somebody installed by hand are not installed again. Optional ones may be for other systems.
 *
 * @param {Project} project
 */
function holdsLockedPackages(project) {
  const locked = packagesOf(path.join(project.root, 'package-lock.json'));
  const installed = packagesOf(installedLock(project));
  return Object.entries(locked).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' || optional || devOptional || installed[name]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(file) {
  const lock = /** @type {{ packages?: ReturnType<typeof packagesOf> } | undefined} */ (
    readStamp(file)
  );
  return lock?.packages ?? {};
}

/** @param {Project} project */
function lockHash({ root }) {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** @param {Project} project npm writes this file last. */
function installedLock({ root }) {
  return path.join(root, 'node_modules', '.package-lock.json');
}

/** @param {Project} project */
function stampFile({ state }) {
  return path.join(state, 'packages.json');
}
