import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { noteDraw, type Drawn } from './draws';
import { TorchStream } from './torch-stream';

/**
 * A source of random tensors: after the same seed and the same calls, the numbers that
 * `torch.Generator().manual_seed(seed)` gives on PyTorch's CPU (see {@link TorchStream}).
 */
export class Generator {
  private stream: TorchStream;

  /** @param seed an integer. */
  constructor(seed: number) {
    this.stream = new TorchStream(seed);
  }

  /** Begins the stream of `seed` anew. */
  manualSeed(seed: number): this {
    this.stream = new TorchStream(seed);
    return this;
  }

  /** float32 of the given shape, uniform in [0, 1). Compare with `p` for a Bernoulli mask. */
  rand<S extends tf.Rank = tf.Rank>(shape: tf.ShapeMap[S]): tf.Tensor<S> {
    const size = tf.util.sizeFromShape(shape);
    const values = this.draw(new Float32Array(size), (stream, into) => stream.fillUniform(into));
    return tf.tensor<S>(values, shape, 'float32');
  }

  /** float32 of the given shape, standard normal. */
  randn<S extends tf.Rank = tf.Rank>(shape: tf.ShapeMap[S]): tf.Tensor<S> {
    const size = tf.util.sizeFromShape(shape);
    const values = this.draw(new Float32Array(size), (stream, into) => stream.fillNormal(into));
    return tf.tensor<S>(values, shape, 'float32');
  }

  /**
   * int32 [n]: a random permutation of 0 .. n-1.
   *
   * @param count how many of it, from the first, are drawn: a sample without repetitions
   * @throws ArgumentError where there are not so many
   */
  randperm(n: number, count = n): tf.Tensor1D {
    return tf.tensor1d(this.permutation(n, count), 'int32');
  }

  /** int32 of the given shape, uniform in low .. high-1. */
  randint<S extends tf.Rank = tf.Rank>(
    low: number,
    high: number,
    shape: tf.ShapeMap[S],
  ): tf.Tensor<S> {
    const size = tf.util.sizeFromShape(shape);
    const values = this.draw(new Int32Array(size), (stream, into) => {
      stream.fillIntegers(into, low, high);
    });
    return tf.tensor<S>(values, shape, 'int32');
  }

  /** A random permutation of 0 .. n-1 as a plain array of indices; draws as {@link randperm} does. */
  permutation(n: number, count = n): Int32Array {
    if (!(Number.isInteger(count) && count >= 0 && count <= n)) {
      throw new ArgumentError(
        `${count} of ${n} cannot be drawn without repetitions.`,
        'Ask for a whole number, at most as many as there are.',
      );
    }
    return this.draw(new Int32Array(count), (stream, into) => {
      into.set(stream.permutation(n, count));
    });
  }

  private draw<T extends Drawn>(values: T, fill: (stream: TorchStream, into: T) => void): T {
    const bookmark = () => {
      const saved = this.stream.clone();
      return () => {
        this.stream = saved;
      };
    };
    noteDraw(this, bookmark, values, (into: T) => fill(this.stream, into));
    return values;
  }
}

/** Where everything draws from that is given no generator of its own. It begins with seed 0. */
export const defaultGenerator = new Generator(0);

/** Seeds the global generator, as `torch.manual_seed` does: call it first in a notebook. */
export function manualSeed(seed: number): void {
  defaultGenerator.manualSeed(seed);
}

/** {@link Generator.rand} of the global generator. */
export function rand<S extends tf.Rank = tf.Rank>(shape: tf.ShapeMap[S]): tf.Tensor<S> {
  return defaultGenerator.rand<S>(shape);
}

/** {@link Generator.randn} of the global generator. */
export function randn<S extends tf.Rank = tf.Rank>(shape: tf.ShapeMap[S]): tf.Tensor<S> {
  return defaultGenerator.randn<S>(shape);
}

/** {@link Generator.randperm} of the global generator. */
export function randperm(n: number, count = n): tf.Tensor1D {
  return defaultGenerator.randperm(n, count);
}

/** {@link Generator.randint} of the global generator. */
export function randint<S extends tf.Rank = tf.Rank>(
  low: number,
  high: number,
  shape: tf.ShapeMap[S],
): tf.Tensor<S> {
  return defaultGenerator.randint<S>(low, high, shape);
}
