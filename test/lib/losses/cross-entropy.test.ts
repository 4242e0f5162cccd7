import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { binaryCrossEntropy, wrongBits } from '../../../lib/losses/cross-entropy';
import { assertClose } from '../close';
import { finiteDifferences, leakedTensors } from '../gradients';

const bits = () =>
  tf.tensor2d([
    [1, 0, 1],
    [0, 0, 1],
  ]);
const probabilities = () =>
  tf.tensor2d([
    [0.8, 0.1, 0.6],
    [0.3, 0.5, 0.9],
  ]);

describe('binary cross-entropy', () => {
  before(() => tf.ready());

  it('sums over the features and averages over the patterns', () => {
    const byHand = -(Math.log(0.8 * 0.9 * 0.6) + Math.log(0.7 * 0.5 * 0.9)) / 2;
    const loss = binaryCrossEntropy(bits(), probabilities(), { features: 'sum' });
    assert.deepEqual(loss.shape, []);
    assertClose(loss.dataSync(), [byHand], 1e-6);
  });

  it('averages over all entries by default', () => {
    const byHand = -(Math.log(0.8 * 0.9 * 0.6) + Math.log(0.7 * 0.5 * 0.9)) / 6;
    assertClose(binaryCrossEntropy(bits(), probabilities()).dataSync(), [byHand], 1e-6);
  });

  it('takes every axis but the first for features', () => {
    const images = (t: tf.Tensor) => t.reshape([2, 1, 3]);
    const flat = binaryCrossEntropy(bits(), probabilities(), { features: 'sum' }).dataSync();
    const loss = binaryCrossEntropy(images(bits()), images(probabilities()), { features: 'sum' });
    assertClose(loss.dataSync(), flat, 1e-6);
  });

  it('has the gradient that finite differences give', () => {
    const f = (y: tf.Tensor) => binaryCrossEntropy(bits(), y, { features: 'sum' });
    const gradient = tf.grad(f)(probabilities());
    const values = [-0.5 / 0.8, 0.5 / 0.9, -0.5 / 0.6, 0.5 / 0.7, 0.5 / 0.5, -0.5 / 0.9];
    assertClose(gradient.dataSync(), values, 1e-5);
    assertClose(gradient.dataSync(), finiteDifferences(f, probabilities()), 5e-3);
  });

  it('stays finite where a probability is exactly 0 or 1', () => {
    const wrong = tf.sub(1, bits());
    const right = binaryCrossEntropy(bits(), bits()).dataSync()[0] as number;
    const worst = binaryCrossEntropy(bits(), wrong).dataSync()[0] as number;
    assert.ok(right >= 0 && right < 1e-6, `right: ${right}`);
    assert.ok(worst > 15 && worst < 17, `wrong: ${worst}`);
    const gradient = tf.grad((y: tf.Tensor) => binaryCrossEntropy(bits(), y))(wrong);
    assert.ok(gradient.dataSync().every(Number.isFinite));
  });

  it('refuses tensors of different shapes', () => {
    const message = /yTrue has shape \[2, 3\], yPred \[3, 2\]/;
    assert.throws(() => binaryCrossEntropy(bits(), tf.zeros([3, 2])), message);
    assert.throws(() => wrongBits(bits(), tf.zeros([3, 2])), message);
  });

  it('leaves no tensor behind', () => {
    const [x, y] = [bits(), probabilities()];
    assert.equal(
      leakedTensors(() => binaryCrossEntropy(x, y)),
      0,
    );
    assert.equal(
      leakedTensors(() => wrongBits(x, y)),
      0,
    );
  });
});

describe('wrong bits', () => {
  before(() => tf.ready());

  it('counts the entries on the wrong side of the threshold', () => {
    const count = wrongBits(bits(), tf.tensor2d([0.4, 0.6, 0.9, 0.5, 0.2, 0.1], [2, 3]));
    assert.equal(count.dtype, 'int32');
    assert.deepEqual([...count.dataSync()], [3]);
    assert.deepEqual([...wrongBits(bits(), probabilities()).dataSync()], [0]);
    assert.deepEqual([...wrongBits(bits(), probabilities(), 0.7).dataSync()], [1]);
  });
});
