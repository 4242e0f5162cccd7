import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { roundedAccuracy } from '../../../lib/losses/rounded-accuracy';

before(() => tf.ready());

it('rounded accuracy is the share of pixels on the right side, for each pattern', () => {
  const x = tf.tensor3d([0, 0.2, 0.7, 1, 0.6, 0.4, 0.1, 0.9], [2, 2, 2]);
  const y = tf.tensor3d([0.4, 0.6, 0.6, 0.9, 0.1, 0.6, 0.8, 0.2], [2, 2, 2]);
  assert.deepEqual(Array.from(roundedAccuracy(x, y).dataSync()), [0.75, 0]);
});
