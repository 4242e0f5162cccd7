import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where set-up works.
 *
 * @typedef {object} Project
 * @property {string} root The checkout.
 * @property {string} state Set-up's own files; ignored by git.
 * @property {string} cache What several checkouts share.
 * @property {string} log The output of the commands that set-up ran last.
 * @property {NodeJS.ProcessEnv} env
 */

/** The checkout that this file belongs to. */
export const ROOT = path.resolve(fileURLToPath(new URL('../../', import.meta.url)));

/**
 * @param {string} [root]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Project}
 */
export function projectAt(root = ROOT, env = process.env) {
  const state = path.join(root, '.latentlab');
  return { root, state, cache: cacheFolder(env), log: path.join(state, 'setup.log'), env };
}

/**
 * The user's cache folder for this project, where each system keeps such folders.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 */
export function cacheFolder(env, platform = process.platform, home = os.homedir()) {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  if (XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME)) {
    return path.join(XDG_CACHE_HOME, 'latentlab');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'latentlab');
  if (platform === 'win32') {
    return path.join(LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'latentlab');
  }
  return path.join(home, '.cache', 'latentlab');
}
