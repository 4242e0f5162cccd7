import * as tf from '../backend/tf';

/**
 * The share of entries that are the same after rounding to 0 or 1: how many pixels of a reconstruction
 * are on the right side of one half. A metric, for losses of grey values say little by themselves.
 *
 * @param yTrue [patterns, ...], in [0, 1]
 * @param yPred the same shape
 * @returns [patterns]: the share for each pattern
 */
export function roundedAccuracy(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const isEqual = yTrue.round().equal(yPred.round()).toFloat();
    return isEqual.reshape<tf.Tensor2D>([yTrue.shape[0] ?? 1, -1]).mean<tf.Tensor1D>(1);
  });
}
