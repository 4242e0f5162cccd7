import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findProgram, runCommand } from '../command.mjs';
import { nodeGypProgram } from '../npm.mjs';
import { whyUnreachable } from '../probe.mjs';

/**
 * What compiling an addon takes.
 *
 * @typedef {object} Toolchain
 * @property {string} python One with pip.
 * @property {string} compiler For C++.
 * @property {string} nodeGyp
 * @property {string | undefined} headers The prefix of Node's headers; node-gyp downloads them where
 *   this is undefined.
 */

/**
 * Looks for what compiling an addon takes, without using it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Toolchain | { missing: string }>}
 */
export async function findToolchain(env) {
  const python = await pythonWithPip(env);
  if (!python) return { missing: 'no Python with pip was found on PATH' };
  const compiler = [env.CXX ?? '', 'g++', 'c++', 'clang++']
    .map((name) => (path.isAbsolute(name) && existsSync(name) ? name : findProgram(name, env)))
    .find((file) => file !== undefined);
  if (!compiler) return { missing: 'no C++ compiler was found on PATH' };
  if (!findProgram('make', env)) return { missing: 'make was not found on PATH' };
  const nodeGyp = nodeGypProgram(env);
  if (!nodeGyp) return { missing: 'node-gyp does not come with this npm' };
  const headers = headersPrefix(env);
  if (!headers) {
    const { version } = process;
    const url = `https://nodejs.org/download/release/${version}/node-${version}-headers.tar.gz`;
    const unreachable = await whyUnreachable(url, { env });
    if (unreachable) return { missing: `Node's headers are not installed, and ${unreachable}` };
  }
  return { python, compiler, nodeGyp, headers };
}

/**
 * The prefix under which Node's headers lie, in `include/node`; undefined where there are none.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [node]
 */
export function headersPrefix(env, node = process.execPath) {
  return [
    env.npm_config_nodedir,
    path.resolve(realpathSync(node), '../..'),
    '/usr',
    '/usr/local',
  ].find((prefix) => prefix && existsSync(path.join(prefix, 'include', 'node', 'node_api.h')));
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function pythonWithPip(env) {
  for (const name of ['python3', 'python']) {
    const python = findProgram(name, env);
    if (!python) continue;
    const { code } = await runCommand(python, ['-m', 'pip', '--version'], {
      env,
      timeoutMs: 30_000,
    });
    if (code === 0) return python;
  }
  return undefined;
}
