import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { gaussianNoise, maskingNoise, saltAndPepperNoise } from '../../../lib/corruption/noise';
import { ArgumentError } from '../../../lib/errors';
import { Generator, manualSeed, rand, randn } from '../../../lib/random/generator';
import { train } from '../../../lib/training/train';
import { assertClose } from '../close';
import { leakedTensors } from '../gradients';

const grey = () => tf.fill([200, 100], 0.5);
const share = (x: tf.Tensor, value: number) =>
  x.equal(value).cast('float32').mean().dataSync()[0] as number;
const within = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 0.012, `${value} is not about ${expected}`);

describe('corruption by noise', () => {
  before(() => tf.ready());

  it('masks entries with the given probability and leaves the others as they are', () => {
    const masked = maskingNoise(grey(), { probability: 0.3, generator: new Generator(1) });
    assert.deepEqual(masked.shape, [200, 100]);
    within(share(masked, 0), 0.3);
    assertClose([share(masked, 0) + share(masked, 0.5)], [1], 1e-6);
  });

  it('makes as much salt as pepper', () => {
    const noisy = saltAndPepperNoise(grey(), { probability: 0.4, generator: new Generator(2) });
    within(share(noisy, 0), 0.2);
    within(share(noisy, 1), 0.2);
    within(share(noisy, 0.5), 0.6);
  });

  it('adds normal noise of the given size, and clips it unless told not to', () => {
    const options = { stddev: 0.3, generator: new Generator(3) };
    const { mean, variance } = tf.moments(gaussianNoise(grey(), { ...options, clip: false }));
    within(mean.dataSync()[0] as number, 0.5);
    within(Math.sqrt(variance.dataSync()[0] as number), 0.3);
    const clipped = gaussianNoise(tf.fill([200, 100], 0.95), { stddev: 0.3 });
    assert.equal(clipped.min().dataSync()[0]! >= 0, true);
    assert.equal(clipped.max().dataSync()[0], 1);
  });

  it('takes everything or nothing at the ends of the range', () => {
    const x = tf.tensor1d([0.25, 0.75]);
    assert.deepEqual([...maskingNoise(x, { probability: 0 }).dataSync()], [0.25, 0.75]);
    assert.deepEqual([...maskingNoise(x, { probability: 1 }).dataSync()], [0, 0]);
    assert.deepEqual([...saltAndPepperNoise(x, { probability: 0 }).dataSync()], [0.25, 0.75]);
    assertClose(gaussianNoise(x, { stddev: 0 }).dataSync(), [0.25, 0.75], 0);
  });

  it('draws one number an entry from the global generator, which a seed repeats', () => {
    manualSeed(5);
    const masked = maskingNoise(tf.ones([3, 4]), { probability: 0.5 });
    const after = rand([1]).dataSync();
    manualSeed(5);
    const expected = rand([3, 4]).greaterEqual(0.5).cast('float32');
    assert.deepEqual(masked.dataSync(), expected.dataSync());
    assert.deepEqual(rand([1]).dataSync(), after);
    manualSeed(6);
    const noisy = gaussianNoise(tf.zeros([3, 8]), { stddev: 2, clip: false });
    manualSeed(6);
    assert.deepEqual(noisy.dataSync(), randn([3, 8]).mul(2).dataSync());
  });

  it('draws anew in every step of a training, compiled or not', async () => {
    const seen: number[][] = [];
    for (const engine of ['eager', 'auto'] as const) {
      const x = tf.ones([64, 50]);
      const w = tf.variable(tf.zeros([1]));
      const { terms } = await train({
        variables: [w],
        loss: (batch: tf.Tensor) => ({
          loss: w.square().sum(),
          kept: saltAndPepperNoise(maskingNoise(batch, { probability: 0.3 }), {
            probability: 0.1,
          }).mean(),
        }),
        optimizer: tf.train.sgd(0.1),
        data: x,
        epochs: 4,
        seed: 7,
        engine,
        progress: false,
      });
      seen.push(terms['kept'] as number[]);
    }
    assert.equal(new Set(seen[0]).size, 4);
    assertClose(seen[1] as number[], seen[0] as number[], 1e-6);
  });

  it('refuses what is no probability and no standard deviation', () => {
    const x = tf.ones([2]);
    for (const probability of [-0.1, 1.1, NaN]) {
      assert.throws(() => maskingNoise(x, { probability }), ArgumentError);
      assert.throws(() => saltAndPepperNoise(x, { probability }), ArgumentError);
    }
    for (const stddev of [-1, NaN, Infinity]) {
      assert.throws(() => gaussianNoise(x, { stddev }), ArgumentError);
    }
  });

  it('leaves no tensor behind', () => {
    const x = tf.ones([4, 4]);
    assert.equal(
      leakedTensors(() => [
        maskingNoise(x, { probability: 0.5 }),
        saltAndPepperNoise(x, { probability: 0.5 }),
        gaussianNoise(x, { stddev: 1 }),
      ]),
      0,
    );
  });
});
