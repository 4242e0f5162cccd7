import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { official } from '../../../scripts/setup/native/official.mjs';
import { findToolchain } from '../../../scripts/setup/native/toolchain.mjs';
import { wheel } from '../../../scripts/setup/native/wheel.mjs';
import { npmProgram } from '../../../scripts/setup/npm.mjs';
import { ADDON, checkoutWithTfjsNode } from './native-checkout.mjs';
import { scratchFolder, writeFiles } from './scratch.mjs';

const onLinux = { skip: process.platform !== 'linux' && 'the fake commands are for Linux' };

/** Knows pip, and unpacks what a wheel of tensorflow would hold. */
const PYTHON = `#!/bin/sh
case "$1 $2 $3" in
  '-m pip --version') exit 0 ;;
  '-m pip download')
    while [ "$1" != --dest ]; do shift; done
    [ -n "$FAKE_PIP_ERROR" ] && { echo "$FAKE_PIP_ERROR" >&2; exit 1; }
    echo wheel > "$2/tensorflow_cpu-2.21.0-cp312.whl" ;;
  '-c '*)
    mkdir -p "$4/tensorflow/include/tensorflow/c"
    : >"$4/tensorflow/libtensorflow_cc.so.2"; : >"$4/tensorflow/libtensorflow_framework.so.2" ;;
esac
`;

/** Stands in for node-pre-gyp: notes how it was called, and makes the addon. */
const NODE_PRE_GYP = `
  const fs = require('fs');
  if (!fs.existsSync('deps/lib/libtensorflow.so') || !fs.existsSync('binding.gyp')) process.exit(1);
  fs.mkdirSync('lib/napi-v8', { recursive: true });
  fs.writeFileSync('lib/napi-v8/tfjs_binding.node', 'works 2.21');
  fs.writeFileSync('called.json', JSON.stringify({ args: process.argv.slice(2), CXX: process.env.CXX }));`;

/**
 * A PATH of fake programs; the tools of the system that scripts need stay reachable.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} names
 */
function pathWith(t, names) {
  const folder = scratchFolder(t);
  const script = (/** @type {string} */ name) => (name === 'python3' ? PYTHON : '#!/bin/sh\n');
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, script(name)])));
  return folder;
}

/** @param {string} PATH */
const envOf = (PATH) => ({ PATH, npm_execpath: npmProgram(process.env) });

test(
  'what compiling takes is looked for, and the first thing that is missing is named',
  onLinux,
  async (t) => {
    const missing = async (/** @type {string[]} */ ...names) => {
      const toolchain = await findToolchain(envOf(pathWith(t, names)));
      return 'missing' in toolchain ? toolchain.missing : '';
    };
    assert.equal(await missing(), 'no Python with pip was found on PATH');
    assert.equal(await missing('python3'), 'no C++ compiler was found on PATH');
    assert.equal(await missing('python3', 'g++'), 'make was not found on PATH');

    const PATH = pathWith(t, ['python3', 'clang++', 'make']);
    const toolchain = await findToolchain(envOf(PATH));
    assert.ok('compiler' in toolchain);
    assert.equal(toolchain.compiler, path.join(PATH, 'clang++'));
    assert.equal(toolchain.python, path.join(PATH, 'python3'));
  },
);

test('a Python without pip is passed over', onLinux, async (t) => {
  const folder = pathWith(t, ['g++', 'make']);
  writeFiles(folder, { python3: '#!/bin/sh\nexit 1\n', python: PYTHON });
  const toolchain = await findToolchain(envOf(folder));
  assert.ok('python' in toolchain);
  assert.equal(toolchain.python, path.join(folder, 'python'));
});

/**
 * @param {import('node:test').TestContext} t
 * @param {NodeJS.ProcessEnv} [env]
 */
function checkoutForWheel(t, env = {}) {
  const PATH = [pathWith(t, ['python3', 'g++', 'make']), process.env.PATH].join(path.delimiter);
  const project = checkoutWithTfjsNode(
    t,
    { ...envOf(PATH), ...env },
    {
      'binding.gyp': '{}',
      'binding/tfjs_binding.cc': '',
    },
  );
  writeFiles(project.root, { 'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp': NODE_PRE_GYP });
  const staging = path.join(project.root, 'staging');
  mkdirSync(staging);
  return { project, staging };
}

const onWheelSystem = {
  skip:
    `${process.platform}-${process.arch}` !== 'linux-x64' && 'the fake wheel is for x86-64 Linux',
};

test('the wheel way downloads, unpacks and compiles', onWheelSystem, async (t) => {
  const { project, staging } = checkoutForWheel(t);
  /** @type {string[]} */
  const details = [];
  await wheel.make(project, staging, (text) => details.push(text));
  assert.equal(readFileSync(path.join(staging, ADDON), 'utf8'), 'works 2.21');
  const library = path.join(staging, 'deps/lib/libtensorflow.so');
  assert.equal(readlinkSync(library), 'libtensorflow_cc.so.2');
  assert.equal(existsSync(path.join(staging, 'download')), false);
  const { args, CXX } = JSON.parse(readFileSync(path.join(staging, 'called.json'), 'utf8'));
  assert.deepEqual(args.slice(0, 2), ['install', '--build-from-source']);
  assert.match(CXX, /g\+\+$/);
  assert.deepEqual(details.slice(-2), ['unpacking', 'compiling']);
});

test('what pip says is the reason where it fails', onWheelSystem, async (t) => {
  const FAKE_PIP_ERROR = 'ERROR: No matching distribution found for tensorflow-cpu';
  const { project, staging } = checkoutForWheel(t, { FAKE_PIP_ERROR });
  await assert.rejects(
    wheel.make(project, staging, () => {}),
    { message: `pip failed: ${FAKE_PIP_ERROR}` },
  );
});

const DEPS_CONSTANTS = "module.exports = { LIBTENSORFLOW_VERSION: '2.9.1' };";

test('the official way asks the host for the very file that it will download', async (t) => {
  /** @type {(string | undefined)[]} */
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(503).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close().closeAllConnections());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const env = {
    TFJS_NODE_CDN_STORAGE: `http://127.0.0.1:${port}/`,
    ...{ HTTPS_PROXY: '', https_proxy: '', HTTP_PROXY: '', http_proxy: '' },
  };
  const project = checkoutWithTfjsNode(t, env, { 'scripts/deps-constants.js': DEPS_CONSTANTS });
  assert.equal(await official.obstacle(project), `127.0.0.1:${port} answers with status 503`);
  assert.equal(asked.length, 1);
  assert.match(asked[0] ?? '', /^HEAD .*libtensorflow.*\.(tar\.gz|zip)$/);
});

test("the official way runs tfjs-node's own script in the staging folder", async (t) => {
  const install = `
    require('./deps-constants.js');
    const fs = require('fs');
    require('a-package-of-the-checkout');
    fs.mkdirSync('lib/napi-v8', { recursive: true });
    fs.writeFileSync('lib/napi-v8/tfjs_binding.node', 'works 2.9');`;
  const files = {
    'binding.gyp': '{}',
    'binding/tfjs_binding.cc': '',
    'scripts/deps-constants.js': DEPS_CONSTANTS,
    'scripts/install.js': install,
  };
  const project = checkoutWithTfjsNode(t, {}, files);
  writeFiles(project.root, { 'node_modules/a-package-of-the-checkout/index.js': '' });
  const staging = path.join(project.root, 'staging');
  mkdirSync(staging);
  await official.make(project, staging, () => {});
  assert.equal(readFileSync(path.join(staging, ADDON), 'utf8'), 'works 2.9');
  assert.equal(
    existsSync(path.join(project.root, 'node_modules/@tensorflow/tfjs-node', ADDON)),
    false,
  );

  writeFiles(project.root, {
    'node_modules/@tensorflow/tfjs-node/scripts/install.js': "throw new Error('no such archive')",
  });
  await assert.rejects(
    official.make(project, staging, () => {}),
    /install script failed: Error: no such archive$/,
  );
});
