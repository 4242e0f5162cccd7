import * as tf from '../backend/tf';
import { assertSameShape } from './shapes';

/** Probabilities are kept this far from 0 and 1, as Keras keeps them, so that no logarithm is infinite. */
const EPSILON = 1e-7;

/** How {@link binaryCrossEntropy} puts the entries together. */
export interface BinaryCrossEntropyOptions {
  /**
   * What is done over the features of a pattern: their `mean` (as in Keras and PyTorch) or their `sum`
   * (as in most course notes). Over the patterns it is always the mean.
   * @default 'mean'
   */
  features?: 'mean' | 'sum';
}

/**
 * Binary cross-entropy -(x ln y + (1 - x) ln(1 - y)): the mean or the sum over all axes but the first,
 * then the mean over the first.
 *
 * @param yTrue [patterns, ...features], bits or probabilities x in [0, 1]
 * @param yPred the same shape, probabilities y in [0, 1]
 * @returns a scalar, in nats
 * @throws ArgumentError where the shapes differ
 */
export function binaryCrossEntropy(
  yTrue: tf.Tensor,
  yPred: tf.Tensor,
  { features = 'mean' }: BinaryCrossEntropyOptions = {},
): tf.Scalar {
  assertSameShape(yTrue, yPred);
  return tf.tidy(() => {
    const y = yPred.clipByValue(EPSILON, 1 - EPSILON);
    const on = yTrue.mul(y.log());
    const off = tf.sub(1, yTrue).mul(tf.sub(1, y).log());
    const total = on.add(off).neg().sum();
    const patterns = yTrue.shape[0] ?? 1;
    return total.div<tf.Scalar>(features === 'sum' ? patterns : yTrue.size);
  });
}

/**
 * How many entries lie on the wrong side of the threshold.
 *
 * @param yTrue any shape, bits
 * @param yPred the same shape; above `threshold` counts as 1
 * @returns an int32 scalar
 * @throws ArgumentError where the shapes differ
 */
export function wrongBits(yTrue: tf.Tensor, yPred: tf.Tensor, threshold = 0.5): tf.Scalar {
  assertSameShape(yTrue, yPred);
  return tf.tidy(() =>
    yPred.greater(threshold).notEqual(yTrue.greater(threshold)).toInt().sum<tf.Scalar>(),
  );
}
