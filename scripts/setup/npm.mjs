import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from './command.mjs';
import { SetupError } from './failure.mjs';

/**
 * npm's program, to be run by Node itself: on Windows `npm` is a shell script.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [node] The Node.js whose npm is looked for where the environment names none.
 * @returns {string} The path of npm-cli.js.
 */
export function npmProgram(env, node = process.execPath) {
  const onPath = findProgram('npm', env);
  const beside = path.dirname(node);
  const candidates = [
    env.npm_execpath && path.join(path.dirname(env.npm_execpath), 'npm-cli.js'),
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    onPath && path.join(path.dirname(realpathSync(onPath)), 'npm-cli.js'),
    onPath && path.join(path.dirname(onPath), 'node_modules/npm/bin/npm-cli.js'),
  ];
  const found = candidates.find((file) => file && existsSync(file));
  if (!found) {
    throw new SetupError(
      'npm was not found beside Node.js nor on PATH.',
      'Install npm (https://nodejs.org ships it) and start again.',
    );
  }
  return path.resolve(found);
}

/**
 * The node-gyp that npm brings along; undefined where a distribution has taken it out.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function nodeGypProgram(env) {
  const npm = npmProgram(env);
  const bundled = path.join(path.dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
  const beside = path.join(path.dirname(npm), '../../node-gyp/bin/node-gyp.js');
  return [bundled, beside].map((file) => path.resolve(file)).find((file) => existsSync(file));
}
