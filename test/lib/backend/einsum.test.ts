import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Generator, tf } from '../../../lib';

/** The gradient of a weighted sum of the result, by central differences. */
function byDifferences(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): number[] {
  const values = x.dataSync();
  return [...values].map((_, i) => {
    const at = (delta: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(values);
        moved[i] = (moved[i] as number) + delta;
        return f(tf.tensor(moved, x.shape)).dataSync()[0] as number;
      });
    return (at(0.05) - at(-0.05)) / 0.1;
  });
}

describe('einsum', () => {
  before(() => tf.ready());

  test('sums over the axes that one operand alone has', () => {
    const a = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const b = tf.tensor2d([
      [1, 10, 100],
      [2, 20, 200],
    ]);
    assert.deepEqual(tf.einsum('ij,jk->i', a, b).arraySync(), [555, 1221]);
    assert.deepEqual(tf.einsum('ij,k->i', a, tf.tensor1d([1, 5])).arraySync(), [18, 42]);
    assert.deepEqual(tf.einsum('ij,jk->', a, b).arraySync(), 1776);
    assert.deepEqual(tf.einsum('ij,kj->jik', a, a).arraySync(), [
      [
        [1, 3],
        [3, 9],
      ],
      [
        [4, 8],
        [8, 16],
      ],
    ]);
  });
});

describe('the gradient of einsum', () => {
  before(() => tf.ready());

  const sizes: Record<string, number> = { b: 2, i: 3, j: 4, k: 2 };
  for (const equation of [
    'ij,jk->ik',
    'bij,jk->bik',
    'bij,bkj->bik',
    'ij,jk->i',
    'ij,k->i',
    'bi,bj->bij',
    'ij,ij->',
    'ij->ji',
    'ij->j',
    'ij,jk->ki',
  ]) {
    test(equation, () => {
      const random = new Generator(3);
      const [inputs = '', output = ''] = equation.split('->');
      const shapeOf = (labels: string) => [...labels].map((label) => sizes[label] ?? 0);
      const operands = inputs.split(',').map((labels) => random.randn(shapeOf(labels)));
      const weights = random.randn([...shapeOf(output), 1]).reshape(shapeOf(output));
      operands.forEach((operand, index) => {
        const f = (x: tf.Tensor): tf.Scalar => {
          const all = operands.map((other, i) => (i === index ? x : other));
          return tf
            .einsum(equation, ...all)
            .mul(weights)
            .sum();
        };
        const gradient = tf.grad(f)(operand);
        assert.deepEqual(gradient.shape, operand.shape);
        const expected = byDifferences(f, operand);
        gradient.dataSync().forEach((value, i) => {
          const difference = Math.abs(value - (expected[i] as number));
          assert.ok(difference < 1e-3, `differs by ${difference}`);
        });
      });
    });
  }
});
