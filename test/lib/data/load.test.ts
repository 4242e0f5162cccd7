import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DATA_MIME_TYPE } from '../../../lib/data/load';
import { DISPLAY_CHANNEL, type MimeBundle } from '../../../lib/display/mime';
import {
  DataError,
  loadFashionMnist,
  loadLfwPeople,
  loadMnist,
  loadOlivetti,
} from '../../../lib/index';
import { idx, scratchFolder, setEnvironment } from './data-folders';
import { serveFiles } from './file-server';

const NOWHERE = 'http://127.0.0.1:9';

/** No data here, and none to be had. */
function beOffline(t: TestContext): void {
  setEnvironment(t, {
    LATENTLAB_DATA: undefined,
    LATENTLAB_MIRROR: undefined,
    XDG_CACHE_HOME: scratchFolder(t),
    HTTPS_PROXY: NOWHERE,
    https_proxy: NOWHERE,
    HTTP_PROXY: NOWHERE,
    http_proxy: NOWHERE,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  });
}

/** What a cell would show: the last state of each display. */
function captureDisplays(t: TestContext): Map<string, MimeBundle> {
  const shown = new Map<string, MimeBundle>();
  const holder = globalThis as { [DISPLAY_CHANNEL]?: unknown };
  holder[DISPLAY_CHANNEL] = {
    display: (bundle: MimeBundle, { displayId = '' } = {}) => shown.set(displayId, bundle),
    clearOutput: () => undefined,
  };
  t.after(() => delete holder[DISPLAY_CHANNEL]);
  return shown;
}

test('where nothing can be reached a stand-in is drawn, and says so', async (t) => {
  beOffline(t);
  const shown = captureDisplays(t);
  const { title, source, train } = await loadMnist({ train: 3, test: 1 });
  assert.deepEqual([title, source, train.count], ['synthetic digits', 'synthetic', 3]);
  assert.deepEqual(
    [...shown.values()],
    [
      {
        'text/html': `<div>${WHY}</div>`,
        'text/plain': WHY,
        [DATA_MIME_TYPE]: { title: 'synthetic digits', source: 'synthetic' },
      },
    ],
  );
});

const WHY =
  'synthetic digits: 3 training and 1 test images of 28 x 28, drawn here because MNIST cannot be ' +
  'reached (npx latentlab data fetch mnist)';

test('who wants real data only gets an error that tells what was tried', async (t) => {
  beOffline(t);
  await assert.rejects(loadMnist({ source: 'real' }), (error: unknown) => {
    assert.ok(error instanceof DataError);
    assert.match(error.message, /train-images-idx3-ubyte\.gz could not be downloaded/);
    assert.match(error.message, /storage\.googleapis\.com\/.*ECONNREFUSED/);
    return true;
  });
});

test('each stand-in has the shapes of what it stands for', async (t) => {
  setEnvironment(t, { LATENTLAB_DATA: 'synthetic' });
  const fashion = await loadFashionMnist({ train: 2, test: 0 });
  assert.deepEqual([fashion.title, fashion.train.images.width], ['synthetic clothing', 28]);
  assert.equal(fashion.classNames[9], 'Ankle boot');
  const lfw = await loadLfwPeople({ count: 20 });
  assert.deepEqual([lfw.faces.images.height, lfw.faces.images.width], [37, 28]);
  assert.equal((await loadLfwPeople({ minFacesPerPerson: 100, count: 5 })).faces.count, 5);
  const olivetti = await loadOlivetti();
  assert.deepEqual([olivetti.faces.count, olivetti.classNames.length], [400, 40]);
  for (const { title, source } of [lfw, olivetti]) {
    assert.deepEqual([title, source], ['synthetic faces', 'synthetic']);
  }
});

test('real data are downloaded once, from a mirror of the user first', async (t) => {
  beOffline(t);
  // Nothing but the published file has its checksum, so the registered one stands in the cache.
  const labels = idx([2], [1, 2]);
  const { url, seen } = await serveFiles(t, { '/mnist/train-labels-idx1-ubyte.gz': labels });
  setEnvironment(t, { LATENTLAB_MIRROR: `${url}/` });
  const cache = path.join(process.env['XDG_CACHE_HOME']!, 'latentlab', 'data', 'mnist');
  mkdirSync(cache, { recursive: true });
  const images = idx([2, 28, 28], new Array<number>(2 * 784).fill(0));
  writeFileSync(path.join(cache, 'train-images-idx3-ubyte.gz'), images);
  await assert.rejects(loadMnist({ test: 0 }), (error: unknown) => {
    assert.ok(error instanceof DataError);
    const sha256 = createHash('sha256').update(labels).digest('hex');
    assert.ok(error.message.includes(`its sha256 is ${sha256}, not 3552534a0a55`), error.message);
    return true;
  });
  assert.equal(seen.length, 1);
  assert.ok(readdirSync(cache).includes('train-labels-idx1-ubyte.gz.wrong'));
});

test('nothing is downloaded where that is forbidden', async (t) => {
  beOffline(t);
  const { url, seen } = await serveFiles(t, {});
  setEnvironment(t, { LATENTLAB_MIRROR: `${url}/`, LATENTLAB_OFFLINE: '1' });
  assert.equal((await loadMnist({ train: 1, test: 0 })).source, 'synthetic');
  assert.equal(seen.length, 0);
  await assert.rejects(loadMnist({ source: 'real' }), /LATENTLAB_OFFLINE forbids downloads/);
});

test('a folder that is given is only read', async (t) => {
  beOffline(t);
  const folder = scratchFolder(t);
  mkdirSync(path.join(folder, 'mnist'));
  writeFileSync(path.join(folder, 'mnist', 't10k-labels-idx1-ubyte.gz'), idx([1], [3]));
  const images = idx([1, 28, 28], new Array<number>(784).fill(7));
  writeFileSync(path.join(folder, 'mnist', 't10k-images-idx3-ubyte.gz'), images);
  setEnvironment(t, { LATENTLAB_DATA: folder });
  const { source } = await loadMnist({ train: 0 });
  assert.equal(source, 'real');
  // The training images are not there: all of it is drawn, rather than half.
  assert.equal((await loadMnist({ train: 1, test: 1 })).source, 'synthetic');
  assert.equal(readdirSync(path.join(folder, 'mnist')).length, 2);
});
