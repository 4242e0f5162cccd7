import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ArgumentError } from '../../../lib/errors';
import { plotImageRows } from '../../../lib/plot/image-rows';

describe('rows of images', () => {
  before(() => tf.ready());

  it('stand below one another, the first of each', () => {
    const rows = { original: tf.zeros([6, 4, 4]), reconstruction: tf.ones([6, 4, 4]) };
    const { shape, rowLabels, grid, range } = plotImageRows({ rows, count: 5 });
    assert.deepEqual(shape, [10, 4, 4]);
    assert.deepEqual(rowLabels, ['original', 'reconstruction']);
    assert.equal(grid.columns, 5);
    assert.deepEqual(range, [0, 1]);
  });

  it('leave no tensor behind', () => {
    const rows = { original: tf.zeros([12, 4, 4]) };
    const { numTensors } = tf.memory();
    assert.equal(plotImageRows({ rows }).grid.columns, 10);
    assert.equal(tf.memory().numTensors, numTensors);
  });

  it('must be alike', () => {
    const rows = { original: tf.zeros([6, 4, 4]), reconstruction: tf.ones([6, 16]) };
    assert.throws(() => plotImageRows({ rows }), ArgumentError);
    assert.throws(() => plotImageRows({ rows: {} }), ArgumentError);
  });
});
