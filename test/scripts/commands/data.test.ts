import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { idxFiles, scratchFolder, withoutRealData } from '../../lib/data/data-folders';
import { serveFiles } from '../../lib/data/file-server';
import { CLI } from '../fixtures/command-line';

const NOWHERE = 'http://127.0.0.1:9';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Calls `latentlab data` on a machine that reaches nothing but itself. */
function data(cache: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, 'data', ...args], {
    env: {
      ...process.env,
      LATENTLAB_DATA: '',
      XDG_CACHE_HOME: cache,
      HTTPS_PROXY: NOWHERE,
      https_proxy: NOWHERE,
      HTTP_PROXY: NOWHERE,
      http_proxy: NOWHERE,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      ...env,
    },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

/** A folder of data with one file of MNIST that is not the published one. */
function ownFolder(t: TestContext): string {
  const folder = scratchFolder(t);
  mkdirSync(path.join(folder, 'mnist'));
  writeFileSync(path.join(folder, 'mnist', 't10k-labels-idx1-ubyte.gz'), 'own');
  return folder;
}

test('data list is a table of what there is and where', async (t) => {
  const own = { LATENTLAB_DATA: ownFolder(t) };
  const { code, stdout } = await data(scratchFolder(t), ['list'], own);
  assert.equal(code, 0);
  const lines = stdout.split('\n');
  assert.match(lines[0] ?? '', /^name +about +MB +licence +on this machine$/);
  assert.match(stdout, /^mnist .* 11\.6 .* 1 of 4 files$/m);
  assert.match(stdout, /^lfw .* 243\.3 .* no$/m);
});

test('data verify tells what is not as published, and exits with 1', async (t) => {
  const own = { LATENTLAB_DATA: ownFolder(t) };
  const { code, stdout } = await data(scratchFolder(t), ['verify', 'mnist'], own);
  assert.equal(code, 1);
  assert.match(stdout, /t10k-labels-idx1-ubyte\.gz +1 {2}differs from the published file: sha256 /);
  assert.match(stdout, /train-images-idx3-ubyte\.gz +not here$/m);
  const nothing = await data(scratchFolder(t), ['verify', 'olivetti']);
  assert.equal(nothing.code, 0);
});

test('data path prints where downloads go, and where files lie', async (t) => {
  const cache = scratchFolder(t);
  const folder = path.join(cache, 'latentlab', 'data');
  assert.deepEqual(await data(cache, ['path']), { code: 0, stdout: `${folder}\n`, stderr: '' });
  const own = ownFolder(t);
  const { stdout } = await data(cache, ['path', 'mnist'], { LATENTLAB_DATA: own });
  const lines = stdout.trim().split('\n');
  assert.ok(lines.includes(path.join(own, 'mnist', 't10k-labels-idx1-ubyte.gz')));
  assert.ok(lines.includes(path.join(folder, 'mnist', 'train-labels-idx1-ubyte.gz')));
});

test('an unknown data set is a wrong call, and an unreachable one the environment', async (t) => {
  const cache = scratchFolder(t);
  const unknown = await data(cache, ['fetch', 'mnist', 'nothing']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no data set 'nothing'\. Take one of mnist, fashion, lfw, olivetti/);
  const offline = await data(cache, ['fetch', 'olivetti']);
  assert.equal(offline.code, 3);
  assert.match(
    offline.stderr,
    /olivettifaces\.mat could not be downloaded[^]*ndownloader\.figshare/,
  );
});

const isMissing = withoutRealData(...idxFiles('mnist'));

test('data fetch brings all files, once, and again by force', { skip: isMissing }, async (t) => {
  const real = process.env['LATENTLAB_DATA']!;
  const files = Object.fromEntries(
    idxFiles('mnist').map((file) => [`/${file}`, readFileSync(path.join(real, file))]),
  );
  const { url, seen } = await serveFiles(t, files);
  const cache = scratchFolder(t);
  const mirror = { LATENTLAB_MIRROR: url };
  const first = await data(cache, ['fetch', 'mnist'], mirror);
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout.trim().split('\n').length, 4);
  assert.equal(seen.length, 4);
  const again = await data(cache, ['fetch', 'mnist'], mirror);
  assert.equal(again.stdout, first.stdout);
  assert.equal(seen.length, 4);
  const name = path.join(cache, 'latentlab', 'data', 'mnist', 't10k-labels-idx1-ubyte.gz');
  writeFileSync(name, 'damaged');
  assert.equal((await data(cache, ['verify', 'mnist'])).code, 1);
  await data(cache, ['fetch', 'mnist', '--force'], mirror);
  assert.equal(seen.length, 8);
  const verified = await data(cache, ['verify', 'mnist']);
  assert.equal(verified.code, 0);
  assert.equal(verified.stdout.match(/as published/g)?.length, 4);
});
