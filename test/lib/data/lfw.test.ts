import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DataError, loadLfwPeople } from '../../../lib/index';
import { flipBit, scratchFolder, setEnvironment, tarGz, withoutRealData } from './data-folders';
import { pictures } from './reference';

// It takes a while, and no backend has a part in it.
const isMissing =
  process.env['LATENTLAB_BACKEND'] === 'wasm'
    ? 'pixels do not depend on the backend'
    : withoutRealData('lfw/lfw-deepfunneled.tgz');

test('all faces of LFW are those of scikit-learn', { skip: isMissing }, async (t) => {
  setEnvironment(t, { XDG_CACHE_HOME: scratchFolder(t) });
  const { title, faces, classNames } = await loadLfwPeople();
  assert.equal(title, 'LFW deep-funneled');
  assert.deepEqual([faces.count, faces.images.height, faces.images.width], [13233, 37, 28]);
  assert.equal(classNames.length, 5749);
  const values = faces.images.values();
  const corner = [0, 1, 2].map((x) => values[x]!.toFixed(6));
  assert.deepEqual(corner, ['0.130719', '0.160784', '0.163399']);
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  assert.equal(mean.toFixed(6), '0.476492');
  assert.equal(Math.sqrt(squares / values.length - mean * mean).toFixed(6), '0.191795');
  // Of all the float32 values that Pillow 13.0 and NumPy 2.4 make by scikit-learn's rule.
  const digest = '84bd997d89a38af00473483e84bc6e93a513b55ed537598ea2af06a40102a7f0';
  assert.equal(createHash('sha256').update(values).digest('hex'), digest);
  // numpy.searchsorted(numpy.unique(names), names)[permutation] begins so.
  assert.deepEqual([...faces.labels.subarray(0, 6)], [5360, 3434, 3807, 26, 3957, 439]);
  assert.equal(faces.labelName(0), 'Tim Curry');

  const again = await loadLfwPeople();
  assert.deepEqual(again.faces.images.values(), values);
});

const [first, second] = [pictures[0]!, pictures[1]!];

/** A folder with an archive of three pictures of two people, and an empty cache. */
async function smallLfw(
  t: TestContext,
  change: (archive: Buffer) => Buffer = (archive) => archive,
  jpeg = first.jpeg,
): Promise<{ cache: string; archive: string }> {
  const [data, cache] = [scratchFolder(t), scratchFolder(t)];
  mkdirSync(path.join(data, 'lfw'));
  const archive = path.join(data, 'lfw', 'lfw-funneled.tgz');
  const content = await tarGz({
    'lfw_funneled/Grace_Hopper/Grace_Hopper_0001.jpg': first.jpeg,
    'lfw_funneled/Ada_Lovelace/Ada_Lovelace_0002.jpg': jpeg,
    'lfw_funneled/Ada_Lovelace/Ada_Lovelace_0001.jpg': second.jpeg,
    'lfw_funneled/pairs.txt': Buffer.from('10\n'),
  });
  writeFileSync(archive, change(content));
  setEnvironment(t, { LATENTLAB_DATA: data, XDG_CACHE_HOME: cache });
  return { cache: path.join(cache, 'latentlab', 'data', 'lfw'), archive };
}

test('faces are sorted by person, shuffled with seed 42, and grey in float32', async (t) => {
  await smallLfw(t);
  const { title, faces, classNames } = await loadLfwPeople();
  assert.equal(title, 'LFW funneled');
  assert.deepEqual(classNames, ['Ada Lovelace', 'Grace Hopper']);
  // numpy.random.RandomState(42).shuffle makes [0, 1, 2] of [0, 1, 2].
  assert.deepEqual([...faces.labels], [0, 0, 1]);
  assert.deepEqual([...faces.images.values().subarray(0, 8)], second.grey);
  assert.deepEqual([...faces.images.slice(2).values().subarray(0, 8)], first.grey);
});

test('the first faces alone are the first of all', async (t) => {
  const { cache } = await smallLfw(t);
  const some = await loadLfwPeople({ count: 2 });
  assert.throws(() => readdirSync(cache), { code: 'ENOENT' });
  const all = await loadLfwPeople();
  assert.deepEqual(some.faces.images.values(), all.faces.images.slice(0, 2).values());
  assert.deepEqual(some.classNames, ['Ada Lovelace']);
  const often = await loadLfwPeople({ minFacesPerPerson: 2 });
  assert.deepEqual([often.faces.count, often.classNames.length], [2, 1]);
});

test('decoded faces are kept, and decoded again where what was kept is damaged', async (t) => {
  const { cache, archive } = await smallLfw(t);
  const { faces } = await loadLfwPeople();
  const [name = ''] = readdirSync(cache);
  const kept = readFileSync(path.join(cache, name));
  writeFileSync(path.join(cache, name), flipBit(kept, kept.length - 1));
  const again = await loadLfwPeople();
  assert.deepEqual(again.faces.images.values(), faces.images.values());
  assert.deepEqual(readFileSync(path.join(cache, name)), kept);
  // Another archive under the same name has a cache of its own.
  writeFileSync(archive, await tarGz({ 'lfw/A_B/A_B_0001.jpg': first.jpeg }));
  assert.equal((await loadLfwPeople()).faces.count, 1);
});

test('faces are loaded where nothing can be kept', async (t) => {
  await smallLfw(t);
  const file = path.join(scratchFolder(t), 'file');
  writeFileSync(file, '');
  setEnvironment(t, { XDG_CACHE_HOME: file });
  assert.equal((await loadLfwPeople()).faces.count, 3);
});

for (const [what, change, jpeg, said] of [
  ['cut short', (archive: Buffer) => archive.subarray(0, -4000), first.jpeg, /tar\.gz archive/],
  [
    'with a flipped bit',
    (archive: Buffer) => flipBit(archive, 3000),
    first.jpeg,
    /tar\.gz archive/,
  ],
  [
    'with a damaged picture',
    (archive: Buffer) => archive,
    first.jpeg.subarray(0, 700),
    /damaged picture: lfw_funneled\/Ada_Lovelace\/Ada_Lovelace_0002\.jpg/,
  ],
] as const) {
  test(`an archive ${what} is named with the command that mends it`, async (t) => {
    const { archive } = await smallLfw(t, change, jpeg);
    await assert.rejects(loadLfwPeople(), (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.ok(error.message.includes(archive), error.message);
      assert.match(error.message, said);
      assert.match(error.remedy, /npx latentlab data fetch lfw/);
      return true;
    });
    rmSync(archive);
  });
}
