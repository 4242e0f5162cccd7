import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { comparePrinted } from '../../../lib/exercise/printed';

describe('a comparison with printed numbers', () => {
  before(() => tf.ready());

  it('is digit for digit in fixed notation', () => {
    const computed = tf.tensor2d([0.12344, -1.5, 2.00006, 0.25], [2, 2]);
    const result = comparePrinted(computed, [
      [0.1234, -1.5],
      [2, 0.25],
    ]);
    assert.deepEqual([result.count, result.equal], [4, 3]);
    const [difference] = result.differing;
    assert.equal(difference?.index, 2);
    assert.equal(difference?.printed, 2);
    assert.ok(Math.abs((difference?.units ?? 0) - 0.6) < 0.01);
  });

  it('counts units of the last digit of the mantissa in scientific notation', () => {
    const { equal, differing } = comparePrinted(tf.tensor1d([0.9, 6.40536e-5]), [0.9, 6.4052e-5]);
    assert.equal(equal, 1);
    assert.ok(Math.abs((differing[0]?.units ?? 0) - 1.6) < 0.01);
  });

  it('refuses a print of another size', () => {
    assert.throws(() => comparePrinted(tf.ones([3]), [1, 1]), /2 printed numbers for 3 computed/);
  });
});
