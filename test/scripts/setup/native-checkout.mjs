import { scratchProject } from './scratch.mjs';

/** A tfjs-node whose addon is a text file: it loads where that says `works`. */
const TFJS_NODE = `
  const fs = require('fs');
  const path = require('path');
  const napi = Math.max(...require('./package.json').binary.napi_versions);
  const addon = path.join(__dirname, 'lib', 'napi-v' + napi, 'tfjs_binding.node');
  const [state, version] = fs.readFileSync(addon, 'utf8').split(' ');
  if (state !== 'works') throw new Error('this addon is ' + state);
  fs.readFileSync(path.join(__dirname, 'deps', 'lib', 'library'));
  module.exports = {
    ones: () => null,
    matMul: () => ({ arraySync: () => [[3, 3], [3, 3]] }),
    getBackend: () => 'tensorflow',
    backend: () => ({ binding: { TF_Version: version } }),
  };`;

export const ADDON = 'lib/napi-v8/tfjs_binding.node';

/**
 * A checkout with a tfjs-node that has no addon yet.
 *
 * @param {import('node:test').TestContext} t
 * @param {NodeJS.ProcessEnv} [env]
 * @param {Record<string, string>} [files] Below tfjs-node's folder.
 */
export function checkoutWithTfjsNode(t, env = {}, files = {}) {
  const folder = 'node_modules/@tensorflow/tfjs-node';
  const inPackage = {
    'index.js': TFJS_NODE,
    'package.json': JSON.stringify({
      version: '4.22.0',
      main: 'index.js',
      binary: { napi_versions: [3, 8] },
    }),
    ...files,
  };
  const named = Object.entries(inPackage).map(([name, content]) => [`${folder}/${name}`, content]);
  return scratchProject(t, { 'package.json': '{}', ...Object.fromEntries(named) }, env);
}
