import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** One tensor, or several that belong together row by row (inputs and targets). */
export type TrainingData = tf.Tensor | readonly tf.Tensor[];

/** The data as a list. */
export function asList(data: TrainingData | undefined): readonly tf.Tensor[] {
  if (data === undefined) return [];
  return data instanceof tf.Tensor ? [data] : data;
}

/**
 * The number of patterns, which all tensors of the data must share.
 * @throws ArgumentError where they do not, or where there are none.
 */
export function countPatterns(tensors: readonly tf.Tensor[]): number {
  const counts = tensors.map((tensor) => tensor.shape[0] ?? 0);
  const [count = 0] = counts;
  if (count === 0 || counts.some((other) => other !== count)) {
    throw new ArgumentError(
      `The training data has ${counts.join(' and ')} patterns.`,
      'Pass tensors that have the same number of rows, one row a pattern.',
    );
  }
  return count;
}

/** Rows of the data, in the order of their indices. The tensors are the caller's. */
export function gatherRows(data: readonly tf.Tensor[], rows: Int32Array): tf.Tensor[] {
  return tf.tidy(() => {
    const indices = tf.tensor1d(rows, 'int32');
    return data.map((tensor) => tensor.gather(indices));
  });
}
