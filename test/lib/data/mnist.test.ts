import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DataError, loadFashionMnist, loadMnist, ArgumentError, tf } from '../../../lib/index';
import { idx, idxFiles, scratchFolder, setEnvironment, withoutRealData } from './data-folders';

const mnistIsMissing = withoutRealData(...idxFiles('mnist'));
const fashionIsMissing = withoutRealData(...idxFiles('fashion'));

/** How often each label occurs. */
function histogram(labels: Int32Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

test('MNIST is read as published', { skip: mnistIsMissing }, async () => {
  const mnist = await loadMnist();
  assert.equal(mnist.source, 'real');
  assert.equal(mnist.title, 'MNIST');
  assert.equal(mnist.train.count, 60000);
  assert.equal(mnist.test.count, 10000);
  assert.deepEqual([...mnist.train.labels.slice(0, 5)], [5, 0, 4, 1, 9]);
  assert.deepEqual([...mnist.test.labels.slice(0, 5)], [7, 2, 1, 0, 4]);
  // The published numbers of each digit in the training set.
  const counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
  assert.deepEqual(histogram(mnist.train.labels), counts);
  // The mean and standard deviation that everybody normalises MNIST by.
  const values = mnist.train.images.values();
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  assert.equal(mean.toFixed(4), '0.1307');
  assert.equal(Math.sqrt(squares / values.length - mean * mean).toFixed(4), '0.3081');
});

test('Fashion-MNIST is read as published', { skip: fashionIsMissing }, async () => {
  const fashion = await loadFashionMnist({ train: 60000, test: 3 });
  assert.equal(fashion.train.labelName(0), 'Ankle boot');
  assert.deepEqual(histogram(fashion.train.labels), new Array(10).fill(6000));
  assert.equal(fashion.test.count, 3);
  assert.equal(fashion.train.slice(55000).count, 5000);
});

/** A folder with a data set of three 28 x 28 images for training, and two for tests. */
function smallMnist(t: TestContext, files: Record<string, Buffer> = {}): string {
  const folder = scratchFolder(t);
  mkdirSync(path.join(folder, 'mnist'));
  const images = (count: number) =>
    idx(
      [count, 28, 28],
      Array.from({ length: count * 784 }, (_, i) => i % 256),
    );
  const all: Record<string, Buffer> = {
    'train-images-idx3-ubyte.gz': images(3),
    'train-labels-idx1-ubyte.gz': idx([3], [1, 2, 1]),
    't10k-images-idx3-ubyte.gz': images(2),
    't10k-labels-idx1-ubyte.gz': idx([2], [9, 0]),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    writeFileSync(path.join(folder, 'mnist', name), content);
  }
  setEnvironment(t, { LATENTLAB_DATA: folder });
  return folder;
}

test('the first images are taken, bytes become [0, 1], and a tensor has the shape asked for', async (t) => {
  smallMnist(t);
  const { train } = await loadMnist({ train: 2, test: 0 });
  assert.deepEqual([train.count, train.images.height, train.images.width], [2, 28, 28]);
  assert.ok(train.images.pixels instanceof Uint8Array);
  const before = tf.memory().numTensors;
  const tensors = [train.images.tensor2d(), train.images.tensor3d(), train.images.tensor4d()];
  assert.deepEqual(
    tensors.map(({ shape, dtype }) => [...shape, dtype]),
    [
      [2, 784, 'float32'],
      [2, 28, 28, 'float32'],
      [2, 28, 28, 1, 'float32'],
    ],
  );
  const values = tensors[0]!.dataSync();
  assert.equal(values[255], 1);
  assert.equal(values[51], Math.fround(51 / 255));
  const oneHot = train.oneHot();
  assert.deepEqual(oneHot.arraySync()[1], [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  tf.dispose([...tensors, oneHot]);
  assert.equal(tf.memory().numTensors, before);
});

test('a part of the images keeps its labels', async (t) => {
  smallMnist(t);
  const { train } = await loadMnist();
  assert.deepEqual([...train.slice(-2).labels], [2, 1]);
  assert.deepEqual([...train.pick([1, 0]).labels], [2, 1]);
  assert.equal(train.pick([1]).images.pixels[0], 784 % 256);
  assert.equal(train.ofClass(1).count, 2);
  assert.throws(() => train.pick([3]), ArgumentError);
});

test('parts of no images, and of more images than there are', async (t) => {
  smallMnist(t);
  const { train, test } = await loadMnist({ train: 0, test: 100 });
  assert.deepEqual([train.count, test.count], [0, 2]);
  await assert.rejects(loadMnist({ train: -1 }), ArgumentError);
  await assert.rejects(loadMnist({ test: 1.5 }), ArgumentError);
});

const whole = idx([3], [1, 2, 1]);
const flipped = Buffer.from(whole);
flipped[flipped.length - 10]! ^= 0x40;

for (const [what, content, said] of [
  ['cut short', whole.subarray(0, -6), /is not a whole gzip file/],
  ['with a flipped bit', flipped, /is not a whole gzip file/],
  ['that is none', Buffer.from('<html>not found</html>'), /is not a whole gzip file/],
  ['of 16-bit numbers', idx([3], [1, 2, 1, 0, 0, 0], 0x0b), /holds type 11 with 1 axes/],
  ['with too few values', idx([4], [1, 2, 1]), /holds 3 values instead of 4/],
  ['with too few labels', idx([2], [1, 2]), /holds 2 labels for 3 images/],
  ['with a label too many', idx([3], [1, 2, 10]), /holds the label 10 among 10 classes/],
] as const) {
  test(`a labels file ${what} is named with the command that mends it`, async (t) => {
    smallMnist(t, { 'train-labels-idx1-ubyte.gz': content });
    await assert.rejects(loadMnist(), (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, said);
      assert.match(error.message, /train-labels-idx1-ubyte\.gz/);
      assert.match(error.remedy, /npx latentlab data fetch mnist/);
      return true;
    });
  });
}
