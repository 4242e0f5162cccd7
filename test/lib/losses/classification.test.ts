import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { accuracy, softmaxCrossEntropy } from '../../../lib/losses/classification';
import { assertClose } from '../close';
import { finiteDifferences, leakedTensors } from '../gradients';

const oneHot = () =>
  tf.tensor2d([
    [0, 1, 0],
    [1, 0, 0],
  ]);
// e^z is 1, 2, 3 and 4, 1, 5.
const logits = () =>
  tf.tensor2d([0, Math.log(2), Math.log(3), Math.log(4), 0, Math.log(5)], [2, 3]);

describe('softmax cross-entropy', () => {
  before(() => tf.ready());

  it('is minus the logarithm of the probability of the right class, on average', () => {
    const byHand = -(Math.log(2 / 6) + Math.log(4 / 10)) / 2;
    const loss = softmaxCrossEntropy(oneHot(), logits());
    assert.deepEqual(loss.shape, []);
    assertClose(loss.dataSync(), [byHand], 1e-6);
  });

  it('has the gradient (softmax - t) / patterns', () => {
    const f = (z: tf.Tensor) => softmaxCrossEntropy(oneHot(), z);
    const gradient = tf.grad(f)(logits());
    assertClose(gradient.dataSync(), [1 / 12, -4 / 12, 3 / 12, -6 / 20, 1 / 20, 5 / 20], 1e-6);
    assertClose(gradient.dataSync(), finiteDifferences(f, logits()), 5e-3);
  });

  it('stays exact where the probability of the right class is 0 in float32', () => {
    const z = tf.tensor2d([[200, 0, 0]]);
    const t = tf.tensor2d([[0, 1, 0]]);
    assertClose(softmaxCrossEntropy(t, z).dataSync(), [200], 1e-4);
    assertClose(
      tf
        .grad((x: tf.Tensor) => softmaxCrossEntropy(t, x))(z)
        .dataSync(),
      [1, -1, 0],
      1e-6,
    );
  });
});

describe('accuracy', () => {
  before(() => tf.ready());

  it('is the fraction of patterns whose largest prediction is right', () => {
    const yTrue = tf.oneHot(tf.tensor1d([0, 1, 2, 1], 'int32'), 3);
    const yPred = tf.tensor2d([0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0, 0.4, 0.6, 0.3, 0.4, 0.3], [4, 3]);
    assertClose(accuracy(yTrue, yPred).dataSync(), [0.75], 1e-6);
    assertClose(accuracy(yTrue, yPred.neg()).dataSync(), [0], 1e-6);
  });
});

describe('both', () => {
  before(() => tf.ready());

  it('refuse tensors of different shapes', () => {
    const message = /yTrue has shape \[2, 3\], yPred \[3, 2\]/;
    assert.throws(() => softmaxCrossEntropy(oneHot(), tf.zeros([3, 2])), message);
    assert.throws(() => accuracy(oneHot(), tf.zeros([3, 2])), message);
  });

  it('leave no tensor behind', () => {
    const [t, z] = [oneHot(), logits()];
    assert.equal(
      leakedTensors(() => softmaxCrossEntropy(t, z)),
      0,
    );
    assert.equal(
      leakedTensors(() => accuracy(t, z)),
      0,
    );
  });
});
