import * as tf from '../backend/tf';
import { assertSameShape } from './shapes';

/**
 * Cross-entropy of a softmax classifier, -sum over the classes of t ln softmax(z): the sum over the
 * classes, then the mean over the patterns. It takes the logits, because ln softmax(z) = z - ln sum e^z
 * is exact where softmax(z) itself would be rounded to 0.
 *
 * @param yTrue [patterns, classes], one-hot, or the probabilities of the classes
 * @param logits [patterns, classes], z: what goes into the softmax, any real numbers
 * @returns a scalar, in nats
 * @throws ArgumentError where the shapes differ
 */
export function softmaxCrossEntropy(yTrue: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  assertSameShape(yTrue, logits);
  return tf.tidy(() => tf.logSoftmax(logits).mul(yTrue).sum(-1).mean<tf.Scalar>().neg());
}

/**
 * The fraction of patterns whose largest prediction is that of the right class.
 *
 * @param yTrue [patterns, classes], one-hot
 * @param yPred [patterns, classes], probabilities or logits; of equal ones the first counts
 * @returns a scalar, from 0 to 1
 * @throws ArgumentError where the shapes differ
 */
export function accuracy(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar {
  assertSameShape(yTrue, yPred);
  return tf.tidy(() => yPred.argMax(-1).equal(yTrue.argMax(-1)).cast('float32').mean<tf.Scalar>());
}
