import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorLine, lastLines, runCommand } from '../command.mjs';

const LOAD = fileURLToPath(new URL('./load.mjs', import.meta.url));
/** The two folders that make a tfjs-node whole: libtensorflow in deps/lib, the addon in lib. */
const FOLDERS = ['deps', 'lib'];

/** @typedef {import('../project.mjs').Project} Project */

/** @param {Project} project */
export function tfjsNodeFolder({ root }) {
  return path.join(root, 'node_modules', '@tensorflow', 'tfjs-node');
}

/** @param {Project} project */
function tfjsNodeManifest(project) {
  const file = path.join(tfjsNodeFolder(project), 'package.json');
  return /** @type {{ version: string, binary: { napi_versions: number[] } }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
}

/**
 * What an addon must fit: it is good for every Node.js of the same Node-API version.
 *
 * @param {Project} project
 * @returns {string} Such as `tfjs-node-4.22.0_linux-x64-glibc_napi-v8`.
 */
export function addonTarget(project) {
  const { version } = tfjsNodeManifest(project);
  const libc = process.platform === 'linux' ? (glibcVersion() ? '-glibc' : '-musl') : '';
  return `tfjs-node-${version}_${process.platform}-${process.arch}${libc}_napi-v${napiVersion(project)}`;
}

/** @param {Project} project */
function napiVersion(project) {
  const known = Number(process.versions.napi);
  return Math.max(...tfjsNodeManifest(project).binary.napi_versions.filter((v) => v <= known));
}

/** The version of glibc that runs here; empty on other systems, Linux with musl among them. */
export function glibcVersion() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report?.getReport() ?? {}
  );
  return report.header?.glibcVersionRuntime ?? '';
}

/**
 * The addon's file below a folder that is laid out like tfjs-node.
 *
 * @param {Project} project
 * @param {string} [folder]
 */
export function addonFile(project, folder = tfjsNodeFolder(project)) {
  return path.join(folder, 'lib', `napi-v${napiVersion(project)}`, 'tfjs_binding.node');
}

/**
 * Where the addon in node_modules comes from.
 *
 * @param {Project} project
 * @returns {'missing' | 'linked' | 'own'} `own` is one that somebody installed there by hand.
 */
export function addonOrigin(project) {
  if (!existsSync(addonFile(project))) return 'missing';
  return lstatSync(path.join(tfjsNodeFolder(project), 'lib')).isSymbolicLink() ? 'linked' : 'own';
}

/**
 * Links an addon and its libraries from the cache into node_modules.
 *
 * @param {Project} project
 * @param {string} entry
 */
export function linkAddon(project, entry) {
  for (const name of FOLDERS) {
    const link = path.join(tfjsNodeFolder(project), name);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(path.join(entry, name), link, 'junction');
  }
}

/**
 * Takes the links out of node_modules; what is not a link stays.
 *
 * @param {Project} project
 */
export function unlinkAddon(project) {
  for (const name of FOLDERS) {
    const link = path.join(tfjsNodeFolder(project), name);
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
  }
}

/**
 * Loads the addon in a process of its own and multiplies two matrices with it.
 *
 * @param {Project} project
 * @returns {Promise<{ libtensorflow: string } | { failure: string }>}
 */
export async function tryAddon(project) {
  const { code, stdout, output, ended } = await runCommand(process.execPath, [LOAD, project.root], {
    cwd: project.root,
    env: project.env,
    log: project.log,
    timeoutMs: 120_000,
  });
  const line = lastLines(stdout);
  if (code === 0 && line.startsWith('{')) return JSON.parse(line);
  return { failure: ended || errorLine(output) || `it ends with exit code ${code}` };
}
