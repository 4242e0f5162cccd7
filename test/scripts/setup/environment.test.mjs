import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { requireSpace } from '../../../scripts/setup/disk.mjs';
import { requireNode } from '../../../scripts/setup/node-version.mjs';
import { npmProgram } from '../../../scripts/setup/npm.mjs';
import { whyUnreachable } from '../../../scripts/setup/probe.mjs';
import { createProgress } from '../../../scripts/setup/progress.mjs';
import { cacheFolder } from '../../../scripts/setup/project.mjs';
import { readStamp, writeStamp } from '../../../scripts/setup/stamp.mjs';
import { scratchFolder, writeFiles } from './scratch.mjs';

test('Node.js is checked by what it can do', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0']) requireNode(version);
  for (const version of ['18.20.4', '20.18.3', '21.7.3', '22.11.0']) {
    assert.throws(() => requireNode(version), { exitCode: 3, message: /too old.*Install/s });
  }
});

test('too little disk space fails before anything is downloaded, and names the numbers', async (t) => {
  const folder = path.join(scratchFolder(t), 'not', 'there', 'yet');
  await requireSpace(folder, 1, 'This');
  const onlyOne = () => Promise.resolve(1e9);
  await requireSpace(folder, 1e9, 'This', onlyOne);
  await assert.rejects(requireSpace(folder, 1.5e9, 'This', onlyOne), {
    exitCode: 3,
    message: /This needs 1\.5 GB of disk space; .* has 1\.0 GB left/,
  });
});

test('the cache lies where each system keeps such folders', () => {
  const folder = (/** @type {NodeJS.ProcessEnv} */ env, /** @type {NodeJS.Platform} */ platform) =>
    cacheFolder(env, platform, '/home/ada');
  assert.equal(folder({}, 'linux'), path.join('/home/ada/.cache/latentlab'));
  assert.equal(folder({ XDG_CACHE_HOME: '/var/c' }, 'linux'), path.join('/var/c/latentlab'));
  assert.equal(folder({ XDG_CACHE_HOME: 'relative' }, 'linux'), folder({}, 'linux'));
  assert.equal(folder({}, 'darwin'), path.join('/home/ada/Library/Caches/latentlab'));
  assert.equal(folder({ LOCALAPPDATA: '/local' }, 'win32'), path.join('/local/latentlab'));
});

test('npm is found through the environment, beside Node.js and on PATH', (t) => {
  const folder = scratchFolder(t);
  writeFiles(folder, {
    'running/bin/npm-cli.js': '',
    'prefix/lib/node_modules/npm/bin/npm-cli.js': '',
    'distribution/bin/npm': '',
    'distribution/bin/npm-cli.js': '',
  });
  const beside = path.join(folder, 'prefix/bin/node');
  const nowhere = path.join(folder, 'nowhere/bin/node');
  const started = { npm_execpath: path.join(folder, 'running/bin/npx-cli.js') };
  const PATH = path.join(folder, 'distribution/bin');
  assert.match(npmProgram(started, beside), /running/);
  assert.match(npmProgram({}, beside), /prefix/);
  assert.match(npmProgram({ PATH }, nowhere), /distribution/);
  assert.throws(() => npmProgram({}, nowhere), /npm was not found/);
});

test('a host is asked within seconds whether it has a file', async (t) => {
  const server = http.createServer((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(request.url === '/there' ? 200 : 404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close().closeAllConnections());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const ask = (/** @type {string} */ name) =>
    whyUnreachable(`http://127.0.0.1:${port}/${name}`, { env: {}, timeoutMs: 150 });
  assert.equal(await ask('there'), '');
  assert.equal(await ask('missing'), `127.0.0.1:${port} answers with status 404`);
  assert.equal(await ask('silent'), `127.0.0.1:${port} does not answer (no answer within 0.15 s)`);
  assert.match(await whyUnreachable('http://127.0.0.1:1/x', { env: {} }), /does not answer/);
});

test('behind a proxy, the proxy is asked for a way to the host', async (t) => {
  /** @type {(string | undefined)[]} */
  const asked = [];
  const proxy = http.createServer().on('connect', (request, socket) => {
    asked.push(request.url);
    const allowed = request.url === 'there.example:443';
    socket.end(`HTTP/1.1 ${allowed ? '200 OK' : '403 Forbidden'}\r\n\r\n`);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => proxy.close().closeAllConnections());
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
  assert.equal(await whyUnreachable('https://there.example/file', { env }), '');
  const refused = await whyUnreachable('https://other.example/file', { env });
  assert.equal(refused, 'other.example answers with status 403');
  assert.deepEqual(asked, ['there.example:443', 'other.example:443']);
});

test('a stamp is read as it was written; a damaged one is none', (t) => {
  const file = path.join(scratchFolder(t), 'below', 'stamp.json');
  assert.equal(readStamp(file), undefined);
  writeStamp(file, { way: 'wheel' });
  assert.deepEqual(readStamp(file), { way: 'wheel' });
  writeFiles(path.dirname(file), { 'stamp.json': '{"way": "wh' });
  assert.equal(readStamp(file), undefined);
});

test('plain progress has a line for the begin and the end of each step', async () => {
  let text = '';
  const progress = createProgress({ write: (chunk) => (text += chunk) });
  assert.equal(await progress.step('Work', async () => 5), 5);
  const fails = () => Promise.reject(new Error('no'));
  await assert.rejects(progress.step('More', fails), /no/);
  progress.note('A note.');
  const lines = text.replace(/\d+\.\d s/g, 'N s').split('\n');
  assert.deepEqual(lines, [
    'latentlab: Work ...',
    'latentlab: Work: done in N s',
    'latentlab: More ...',
    'latentlab: More: failed after N s',
    'latentlab: A note.',
    '',
  ]);
});

test('on a terminal a step stays on its line and ends with a sign', async () => {
  let text = '';
  const progress = createProgress({ write: (chunk) => (text += chunk), isTTY: true });
  await progress.step('Work', async (detail) => detail('half'));
  assert.equal(text.split('\n').length, 2);
  assert.match(text, /\x1b\[2K✓ Work {2}\d+\.\d s\n$/); // eslint-disable-line no-control-regex
});
