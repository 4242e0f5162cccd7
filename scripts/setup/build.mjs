import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { SetupError } from './failure.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const SOURCE_FOLDERS = ['lib', 'scripts', 'test'];

/** @typedef {import('./project.mjs').Project} Project */

/**
 * Tells whether dist/ was built from the sources as they are now.
 *
 * @param {Project} project
 */
export function isBuilt(project) {
  const stamp = /** @type {{ sources?: string } | undefined} */ (readStamp(stampFile(project)));
  return (
    stamp?.sources === sourcesMark(project) &&
    existsSync(path.join(project.root, 'dist', 'lib', 'index.js'))
  );
}

/**
 * Compiles the TypeScript sources to dist/, and clears away what deleted sources left there.
 *
 * @param {Project} project
 */
export async function build(project) {
  const mark = sourcesMark(project);
  const compiler = path.join(project.root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runCommand(process.execPath, [compiler, '-p', '.'], {
    cwd: project.root,
    env: project.env,
    log: project.log,
  });
  if (code !== 0) {
    throw new SetupError(
      `The project does not compile:\n${output.trim()}\n`,
      'Mend the errors above and start again.',
    );
  }
  removeOrphans(project);
  writeStamp(stampFile(project), { sources: mark });
}

/**
 * The TypeScript sources, relative to the root, sorted.
 *
 * @param {Project} project
 * @returns {string[]}
 */
export function sources({ root }) {
  return SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort();
}

/** @param {Project} project */
function sourcesMark(project) {
  const hash = createHash('sha256');
  const configuration = ['tsconfig.json', 'package-lock.json'];
  for (const file of [...configuration, ...sources(project)]) {
    const { mtimeMs, size } = statSync(path.join(project.root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** @param {Project} project */
function removeOrphans(project) {
  const compiled = path.join(project.root, 'dist');
  const kept = new Set(sources(project).map((file) => file.slice(0, -'.ts'.length)));
  for (const file of SOURCE_FOLDERS.flatMap((folder) => filesBelow(compiled, folder))) {
    const source = file.replace(/(\.d\.ts|\.js|\.js\.map)$/, '');
    if (source !== file && !kept.has(source)) rmSync(path.join(compiled, file), { force: true });
  }
}

/**
 * The files in a folder and the folders in it.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} Paths relative to the root, with forward slashes.
 */
export function filesBelow(root, folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    );
}

/** @param {Project} project */
function stampFile({ state }) {
  return path.join(state, 'build.json');
}
