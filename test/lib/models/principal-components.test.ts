import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ArgumentError } from '../../../lib/errors';
import { principalComponents } from '../../../lib/models/principal-components';
import { Generator } from '../../../lib/random/generator';
import { assertClose } from '../close';
import { leakedTensors } from '../gradients';

/** Squared error summed over the features, mean over the patterns. */
function squaredError(x: tf.Tensor2D, y: tf.Tensor2D): number {
  return tf.tidy(() => x.sub(y).square().sum(1).mean().dataSync()[0] as number);
}

describe('principal components', () => {
  before(() => tf.ready());

  it('are those of an ellipse', () => {
    // (3, 4)/5 with coordinates +-2, (-4, 3)/5 with +-1, around (7, -1): variances 4/2 and 1/2.
    const x = tf.tensor2d([
      [7 + 1.2, -1 + 1.6],
      [7 - 1.2, -1 - 1.6],
      [7 - 0.8, -1 + 0.6],
      [7 + 0.8, -1 - 0.6],
    ]);
    const { mean, components, variances, encoder } = principalComponents(x, 2);
    assertClose(mean.dataSync(), [7, -1], 1e-5);
    assertClose(variances.dataSync(), [2, 0.5], 1e-5);
    assertClose(components.dataSync(), [0.6, 0.8, 0.8, -0.6], 1e-5);
    assertClose(encoder(x).dataSync(), [2, 0, -2, 0, 0, -1, 0, 1], 1e-5);
  });

  for (const [patterns, features] of [
    [40, 12],
    [12, 40],
    [15, 15],
  ] as const) {
    describe(`of ${patterns} patterns of ${features} features`, () => {
      const most = Math.min(patterns, features);
      let x: tf.Tensor2D;
      before(() => {
        x = new Generator(3).rand([patterns, features]);
      });

      it('are orthonormal, all of them', () => {
        const { components } = principalComponents(x, most);
        const products = tf.matMul(components, components, false, true);
        assertClose(products.dataSync(), tf.eye(most).dataSync(), 1e-5);
      });

      it('leave the variances that are not kept', () => {
        const variances = principalComponents(x, 1).variances.arraySync();
        assert.equal(variances.length, most);
        assert.deepEqual(
          [...variances],
          [...variances].sort((a, b) => b - a),
        );
        for (const count of [1, 5, most]) {
          const { autoencoder } = principalComponents(x, count);
          const left = variances.slice(count).reduce((sum, variance) => sum + variance, 0);
          assertClose([squaredError(x, autoencoder(x))], [left], 1e-5);
        }
      });

      it('leave less than other directions', () => {
        const { autoencoder, mean } = principalComponents(x, 4);
        const least = squaredError(x, autoencoder(x));
        const generator = new Generator(4);
        for (let i = 0; i < 5; i++) {
          const others = tf.linalg.qr(generator.randn<tf.Rank.R2>([features, 4]))[0] as tf.Tensor2D;
          const centred = x.sub<tf.Tensor2D>(mean);
          const codes: tf.Tensor2D = tf.matMul(centred, others);
          const shadow: tf.Tensor2D = tf.matMul(codes, others, false, true);
          assert.ok(squaredError(centred, shadow) > least);
        }
      });

      it('have no say in their signs', () => {
        const { components } = principalComponents(x, 4);
        assert.ok([...components.max(1).add(components.min(1)).dataSync()].every((s) => s >= 0));
      });
    });
  }

  it('go through zero codes to the mean', () => {
    const x = new Generator(5).rand<tf.Rank.R2>([6, 3]);
    const { decoder, mean } = principalComponents(x, 2);
    assertClose(decoder(tf.zeros([1, 2])).dataSync(), mean.dataSync(), 1e-7);
  });

  it('leave no tensor behind but the mean, the components and the variances', () => {
    for (const shape of [
      [8, 5],
      [5, 8],
    ] as const) {
      const x = new Generator(6).rand<tf.Rank.R2>([...shape]);
      let found = principalComponents(x, 2);
      const leaked = leakedTensors(() => {
        found = principalComponents(x, 2);
        return [];
      });
      assert.equal(leaked, 3);
      assert.equal(
        leakedTensors(() => found.autoencoder(x)),
        0,
      );
    }
  });

  it('are not found for other shapes or counts', () => {
    const x = tf.ones<tf.Rank.R2>([4, 3]);
    for (const count of [0, 4, 1.5]) {
      assert.throws(
        () => principalComponents(x, count),
        new ArgumentError(`${count} components were asked for.`, 'Ask for 1 to 3.'),
      );
    }
    assert.throws(() => principalComponents(tf.ones([4]), 1), /shape \[4\]/);
  });
});
