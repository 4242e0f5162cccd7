import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { randomRescaling, randomRotation, randomShift } from '../../../lib/corruption/geometry';
import { ArgumentError } from '../../../lib/errors';
import { Generator, manualSeed, rand } from '../../../lib/random/generator';
import { train } from '../../../lib/training/train';
import { assertClose } from '../close';
import { leakedTensors } from '../gradients';

const letter = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
const one = () => tf.tensor3d([letter]);

describe('corruption by geometry', () => {
  before(() => tf.ready());

  it('turns counter-clockwise about the centre', () => {
    const turned = randomRotation(one(), { degrees: [90, 90] });
    assertClose(turned.dataSync(), [3, 6, 9, 2, 5, 8, 1, 4, 7], 1e-5);
    assertClose(randomRotation(one(), { degrees: 0 }).dataSync(), letter.flat(), 0);
    const upsideDown = randomRotation(tf.ones([1, 4, 6]), { degrees: [180, 180] });
    assertClose(upsideDown.dataSync(), Array<number>(24).fill(1), 1e-4);
  });

  it('interpolates linearly between pixels, with 0 outside', () => {
    // Twice as large: the places -1/2, 0 and 1/2 around the centre are drawn.
    const enlarged = randomRescaling(one(), { factor: [2, 2] });
    assertClose(enlarged.dataSync(), [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7], 1e-5);
    const shrunk = randomRescaling(one(), { factor: [0.5, 0.5] });
    assertClose(shrunk.dataSync(), [0, 0, 0, 0, 5, 0, 0, 0, 0], 1e-5);
  });

  it('shifts by whole pixels, as often to every side', () => {
    const point = tf.zeros([2000, 5, 5]).add(tf.oneHot(12, 25).reshape([1, 5, 5]));
    const moved = randomShift(point, { pixels: 1, generator: new Generator(4) });
    assert.deepEqual([...new Set(moved.dataSync())].sort(), [0, 1]);
    const shares = moved.mean(0).arraySync() as number[][];
    for (const [row, places] of shares.entries()) {
      for (const [column, share] of places.entries()) {
        const isNear = Math.abs(row - 2) <= 1 && Math.abs(column - 2) <= 1;
        assert.ok(Math.abs(share - (isNear ? 1 / 9 : 0)) < 0.03, `${row}, ${column}: ${share}`);
      }
    }
    assertClose(randomShift(one(), { pixels: 0 }).dataSync(), letter.flat(), 0);
  });

  it('draws for every image anew, within the range', () => {
    // A pixel to the right of the centre tells the angle by where it goes.
    const dot = tf.oneHot(9 * 19 + 15, 19 * 19).reshape([1, 19, 19]);
    const turned = randomRotation(dot.tile([50, 1, 1]), { degrees: 30 });
    const down = tf.range(-9, 10).reshape([1, 19, 1]).mul(turned).sum([1, 2]);
    const right = tf.range(-9, 10).reshape([1, 1, 19]).mul(turned).sum([1, 2]);
    const degrees = tf
      .atan2(down.neg(), right)
      .mul(180 / Math.PI)
      .arraySync() as number[];
    assert.ok(degrees.every((angle) => Math.abs(angle) < 33));
    assert.ok(Math.min(...degrees) < -15 && Math.max(...degrees) > 15);
    assert.ok(new Set(degrees).size > 40);
  });

  it('takes rows of square images and images with channels', () => {
    const row = randomRotation(one().reshape([1, 9]), { degrees: [90, 90] });
    assert.deepEqual(row.shape, [1, 9]);
    assertClose(row.dataSync(), [3, 6, 9, 2, 5, 8, 1, 4, 7], 1e-5);
    const coloured = tf.stack([one(), one().mul(10)], 3);
    const turned = randomRotation(coloured, { degrees: [90, 90] });
    assert.deepEqual(turned.shape, [1, 3, 3, 2]);
    assertClose(turned.slice([0, 0, 0, 1]).dataSync(), [30, 60, 90, 20, 50, 80, 10, 40, 70], 1e-4);
  });

  it('knows every one of many images', () => {
    manualSeed(1);
    const many = rand<tf.Rank.R3>([700, 28, 28]);
    const turned = randomRotation(many, { degrees: [90, 90] });
    const expected = many.transpose([0, 2, 1]).reverse(1);
    assert.ok(turned.sub(expected).abs().max().dataSync()[0]! < 1e-3);
  });

  it('compiles within a training step, with the same draws', async () => {
    const seen: number[][] = [];
    for (const engine of ['eager', 'auto'] as const) {
      manualSeed(3);
      const x = rand([6, 25]);
      const w = tf.variable(tf.zeros([1]));
      const { terms, engine: used } = await train({
        variables: [w],
        loss: (batch: tf.Tensor) => ({
          loss: w.square().sum(),
          mean: randomShift(
            randomRescaling(randomRotation(batch, { degrees: 40 }), { factor: 1.5 }),
            { pixels: 1 },
          ).mean(),
        }),
        optimizer: tf.train.sgd(0.1),
        data: x,
        epochs: 3,
        engine,
        progress: false,
      });
      if (tf.getBackend() === 'tensorflow' && engine === 'auto') assert.equal(used, 'compiled');
      seen.push(terms['mean'] as number[]);
    }
    assert.equal(new Set(seen[0]).size, 3);
    assertClose(seen[1] as number[], seen[0] as number[], 1e-5);
  });

  it('refuses shapes that are no images and ranges that are none', () => {
    assert.throws(() => randomRotation(tf.ones([2, 10]), { degrees: 5 }), /not one of images/);
    assert.throws(() => randomShift(tf.ones([4]), { pixels: 1 }), ArgumentError);
    assert.throws(() => randomRotation(one(), { degrees: [5, -5] }), ArgumentError);
    assert.throws(() => randomRotation(one(), { degrees: NaN }), ArgumentError);
    for (const factor of [0, -1, 0.5]) {
      assert.throws(() => randomRescaling(one(), { factor }), ArgumentError);
    }
    for (const pixels of [-1, 0.5]) {
      assert.throws(() => randomShift(one(), { pixels }), ArgumentError);
    }
  });

  it('leaves no tensor behind', () => {
    const x = tf.ones([2, 5, 5]);
    assert.equal(
      leakedTensors(() => [
        randomRotation(x, { degrees: 10 }),
        randomRescaling(x, { factor: 2 }),
        randomShift(x, { pixels: 1 }),
      ]),
      0,
    );
  });
});
