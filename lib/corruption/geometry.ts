import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import type { CorruptionOptions } from './noise';
import { readImages, warp } from './warp';

/** Between which numbers something is drawn uniformly, once for every image: the same twice fixes it. */
export type DrawingRange = readonly [low: number, high: number];

export interface RotationOptions extends CorruptionOptions {
  /** Degrees, counter-clockwise: a range, or the largest angle to both sides. */
  degrees: number | DrawingRange;
}

export interface RescalingOptions extends CorruptionOptions {
  /**
   * By what images are enlarged: a range of positive numbers, or the largest factor f for 1/f to f.
   * The logarithm is drawn uniformly, so that shrinking is as likely as enlarging.
   */
  factor: number | DrawingRange;
}

export interface ShiftOptions extends CorruptionOptions {
  /** The farthest an image is moved up, down, left or right: a whole number of pixels. */
  pixels: number;
}

/**
 * Turns each image about its centre by a random angle. What comes from outside of the image is 0.
 *
 * @param x [n, height, width], [n, height, width, channels], or square images [n, height * width]
 * @returns the same shape, bilinearly interpolated
 * @throws ArgumentError for other shapes, and for a range that is none
 */
export function randomRotation(x: tf.Tensor, options: RotationOptions): tf.Tensor {
  const { degrees, generator = defaultGenerator } = options;
  const range = typeof degrees === 'number' ? ([-degrees, degrees] as const) : degrees;
  const { images } = readImages(x);
  return tf.tidy(() => {
    const angle = draw(generator, images, range, 'degrees').mul(Math.PI / 180);
    return warp(x, (down, right) => ({
      down: right.mul(angle.sin()).add(down.mul(angle.cos())),
      right: right.mul(angle.cos()).sub(down.mul(angle.sin())),
    }));
  });
}

/**
 * Enlarges or shrinks each image about its centre by a random factor. What comes from outside of the
 * image is 0.
 *
 * @param x [n, height, width], [n, height, width, channels], or square images [n, height * width]
 * @returns the same shape, bilinearly interpolated
 * @throws ArgumentError for other shapes, and for a range that is none or not positive
 */
export function randomRescaling(x: tf.Tensor, options: RescalingOptions): tf.Tensor {
  const { factor, generator = defaultGenerator } = options;
  const range = typeof factor === 'number' ? ([1 / factor, factor] as const) : factor;
  if (!(range[0] > 0)) {
    throw new ArgumentError(
      `An image cannot be enlarged by ${range[0]}.`,
      'Pass positive factors.',
    );
  }
  const { images } = readImages(x);
  return tf.tidy(() => {
    const logarithms = [Math.log(range[0]), Math.log(range[1])] as const;
    const enlarged = draw(generator, images, logarithms, 'factor').exp();
    return warp(x, (down, right) => ({ down: down.div(enlarged), right: right.div(enlarged) }));
  });
}

/**
 * Moves each image by a random number of pixels down or up, and by another to the right or left. What
 * comes from outside of the image is 0.
 *
 * @param x [n, height, width], [n, height, width, channels], or square images [n, height * width]
 * @returns the same shape
 * @throws ArgumentError for other shapes, and for pixels that are no whole number of at least 0
 */
export function randomShift(x: tf.Tensor, options: ShiftOptions): tf.Tensor {
  const { pixels, generator = defaultGenerator } = options;
  if (!Number.isInteger(pixels) || pixels < 0) {
    throw new ArgumentError(`pixels is ${pixels}.`, 'Pass a whole number of at least 0.');
  }
  const { images } = readImages(x);
  return tf.tidy(() => {
    const places = generator.rand([images, 2]).mul(2 * pixels + 1);
    const [down, right] = places.floor().sub(pixels).split(2, 1) as [tf.Tensor, tf.Tensor];
    return warp(x, (toDown, toRight) => ({ down: toDown.sub(down), right: toRight.sub(right) }));
  });
}

/** One number for each image, [images, 1]. */
function draw(
  generator: Generator,
  images: number,
  [low, high]: DrawingRange,
  name: string,
): tf.Tensor {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ArgumentError(
      `${name} cannot be drawn from ${low} to ${high}.`,
      'Pass [low, high], or the largest one.',
    );
  }
  return generator
    .rand([images, 1])
    .mul(high - low)
    .add(low);
}
