import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ntuDenseModel, ntuSparseModel } from '../../../lib/data/ntu-tutorial-10';
import { klSparsity } from '../../../lib/losses/sparsity';
import { assertClose } from '../close';
import { finiteDifferences, leakedTensors } from '../gradients';

const hidden = () =>
  tf.tensor2d([
    [0.2, 0.7],
    [0.4, 0.9],
  ]);

describe('the KL sparsity penalty', () => {
  before(() => tf.ready());

  it('sums the divergence of every mean activation from the target', () => {
    const kl = (rho: number, mean: number) =>
      rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean));
    const penalty = klSparsity(hidden(), 0.1);
    assert.deepEqual(penalty.shape, []);
    assertClose(penalty.dataSync(), [kl(0.1, 0.3) + kl(0.1, 0.8)], 1e-6);
  });

  it('is what the activations on the course slides give', () => {
    assertClose(klSparsity(tf.tensor2d(ntuDenseModel.hidden), 0.1).dataSync(), [2.345], 5e-4);
    assertClose(klSparsity(tf.tensor2d(ntuSparseModel.hidden), 0.1).dataSync(), [0.2995], 5e-5);
  });

  it('is 0 at the target', () => {
    assertClose(klSparsity(tf.tensor2d([[0.05], [0.15]]), 0.1).dataSync(), [0], 1e-7);
  });

  it('has the gradient that finite differences give', () => {
    const f = (h: tf.Tensor) => klSparsity(h, 0.1);
    const slope = (mean: number) => (0.9 / (1 - mean) - 0.1 / mean) / 2;
    const gradient = tf.grad(f)(hidden()).dataSync();
    assertClose(gradient, [slope(0.3), slope(0.8), slope(0.3), slope(0.8)], 1e-5);
    assertClose(gradient, finiteDifferences(f, hidden()), 5e-3);
  });

  it('stays finite for units that are always or never active', () => {
    const dead = tf.tensor2d([[0, 1]]);
    assert.ok(klSparsity(dead, 0.1).dataSync().every(Number.isFinite));
    const gradient = tf.grad((h: tf.Tensor) => klSparsity(h, 0.1))(dead);
    assert.ok(gradient.dataSync().every(Number.isFinite));
  });

  it('leaves no tensor behind', () => {
    const h = hidden();
    assert.equal(
      leakedTensors(() => klSparsity(h, 0.1)),
      0,
    );
  });
});
