import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import type { Generator } from '../random/generator';

/** One tensor, or several that belong together row by row (inputs and targets). */
export type TrainingData = tf.Tensor | readonly tf.Tensor[];

/** Data that is split into mini-batches. */
export interface BatchOptions {
  data: TrainingData;
  /** Patterns in a step; at most all. */
  batchSize: number;
  /** Draws a new order for every epoch; undefined keeps the order of the data. */
  generator?: Generator | undefined;
}

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

/**
 * Goes once through the data. The tensors of a batch are disposed when the next one is asked for;
 * the last batch may be smaller.
 */
export function* batchesOf({ data, batchSize, generator }: BatchOptions): Iterable<tf.Tensor[]> {
  const tensors = asList(data);
  const count = countPatterns(tensors);
  const order = generator?.permutation(count);
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    const batch = tf.tidy(() => {
      if (!order) return tensors.map((tensor) => tensor.slice(start, size));
      const indices = tf.tensor1d(order.subarray(start, start + size), 'int32');
      return tensors.map((tensor) => tensor.gather(indices));
    });
    try {
      yield batch;
    } finally {
      tf.dispose(batch);
    }
  }
}
