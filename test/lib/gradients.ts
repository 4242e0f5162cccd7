import * as tf from '../../lib/backend/tf';

/**
 * The derivative of a scalar function by central differences, entry by entry, for comparison with
 * automatic differentiation. float32 leaves about three digits at this step.
 */
export function finiteDifferences(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  step = 1e-2,
): number[] {
  return tf.tidy(() => {
    const values = Array.from(x.dataSync());
    const at = (index: number, shift: number) => {
      const moved = values.map((value, i) => (i === index ? value + shift : value));
      return f(tf.tensor(moved, x.shape)).dataSync()[0] as number;
    };
    return values.map((_, index) => (at(index, step) - at(index, -step)) / (2 * step));
  });
}

/** How many tensors `work` leaves behind. */
export function leakedTensors(work: () => tf.TensorContainer): number {
  const before = tf.memory().numTensors;
  tf.dispose(work());
  return tf.memory().numTensors - before;
}
