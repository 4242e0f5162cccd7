import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';

/** Where a corruption draws from. */
export interface CorruptionOptions {
  /** @default the global generator that manualSeed seeds */
  generator?: Generator;
}

/** How often a corruption hits. */
export interface ProbabilityOptions extends CorruptionOptions {
  /** Probability that an entry is hit, 0 to 1; every entry is drawn for itself. */
  probability: number;
}

/** How strong additive noise is. */
export interface GaussianNoiseOptions extends CorruptionOptions {
  /** Standard deviation, 0 or more, in the units of x. */
  stddev: number;
  /**
   * Whether the sum is clipped to [0, 1], where pixels live.
   * @default true
   */
  clip?: boolean;
}

/**
 * Masking noise: sets entries to 0, each with the given probability, and leaves the others as they are
 * (Vincent et al., Stacked denoising autoencoders, 2010). Unlike dropout it rescales nothing.
 *
 * @param x any shape
 * @returns the same shape
 * @throws ArgumentError for a probability outside [0, 1]
 */
export function maskingNoise(x: tf.Tensor, options: ProbabilityOptions): tf.Tensor {
  const { generator = defaultGenerator } = options;
  const probability = validProbability(options.probability);
  return tf.tidy(() => x.mul(generator.rand(x.shape).greaterEqual(probability).cast('float32')));
}

/**
 * Salt-and-pepper noise: sets entries to 1 or to 0, each with half of the given probability, and leaves
 * the others as they are.
 *
 * @param x any shape, values in [0, 1]
 * @returns the same shape
 * @throws ArgumentError for a probability outside [0, 1]
 */
export function saltAndPepperNoise(x: tf.Tensor, options: ProbabilityOptions): tf.Tensor {
  const { generator = defaultGenerator } = options;
  const probability = validProbability(options.probability);
  return tf.tidy(() => {
    const drawn = generator.rand(x.shape);
    const isKept = drawn.greaterEqual(probability).cast('float32');
    const isSalt = drawn.less(probability / 2).cast('float32');
    return x.mul(isKept).add(isSalt);
  });
}

/**
 * Additive Gaussian noise: adds to every entry a normal random number of mean 0.
 *
 * @param x any shape
 * @returns the same shape
 * @throws ArgumentError for a standard deviation that is negative or not finite
 */
export function gaussianNoise(x: tf.Tensor, options: GaussianNoiseOptions): tf.Tensor {
  const { stddev, clip = true, generator = defaultGenerator } = options;
  if (!(stddev >= 0 && stddev < Infinity)) {
    throw new ArgumentError(`The noise has a standard deviation of ${stddev}.`, 'Pass 0 or more.');
  }
  return tf.tidy(() => {
    const noisy = x.add(generator.randn(x.shape).mul(stddev));
    return clip ? noisy.clipByValue(0, 1) : noisy;
  });
}

function validProbability(probability: number): number {
  if (probability >= 0 && probability <= 1) return probability;
  throw new ArgumentError(`The probability is ${probability}.`, 'Pass a number from 0 to 1.');
}
