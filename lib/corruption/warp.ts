import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** How many images a tensor holds, and of which size. */
export interface ImageSizes {
  images: number;
  height: number;
  width: number;
  channels: number;
}

/** Places relative to the centre of the image, in pixels: [pixels] or [images, pixels]. */
export interface Places {
  down: tf.Tensor;
  right: tf.Tensor;
}

/** @throws ArgumentError where the shape is not that of images. */
export function readImages({ shape }: tf.Tensor): ImageSizes {
  const [images = 0, height = 0, width = 0, channels = 1] = shape;
  if (shape.length === 3 || shape.length === 4) return { images, height, width, channels };
  const side = Math.sqrt(height);
  if (shape.length === 2 && Number.isInteger(side)) {
    return { images, height: side, width: side, channels };
  }
  throw new ArgumentError(
    `Shape [${shape.join(', ')}] is not one of images.`,
    'Pass [n, height, width], [n, height, width, channels], or square images [n, height * width].',
  );
}

/**
 * Draws every pixel from another place of its image, by bilinear interpolation; the image is 0 outside.
 *
 * @param x images, see {@link readImages}
 * @param sourceOf from the places of the result's pixels to the places of x that they are drawn from
 */
export function warp(
  x: tf.Tensor,
  sourceOf: (down: tf.Tensor, right: tf.Tensor) => Places,
): tf.Tensor {
  return tf.tidy(() => {
    const { images, height, width, channels } = readImages(x);
    const middle = { down: (height - 1) / 2, right: (width - 1) / 2 };
    const grid = tf.range(0, height * width);
    const source = sourceOf(
      grid.div(width).floor().sub(middle.down),
      grid.mod(width).sub(middle.right),
    );
    const down = source.down.add(middle.down);
    const right = source.right.add(middle.right);
    const top = down.floor();
    const left = right.floor();
    const pixels = x.reshape([images * height * width, channels]);
    const first = tf.range(0, images, 1, 'int32').mul(tf.scalar(height * width, 'int32'));
    const corners = [0, 1].flatMap((below) =>
      [0, 1].map((beside) => {
        const row = top.add(below);
        const column = left.add(beside);
        const weight = overlap(row, down)
          .mul(overlap(column, right))
          .mul(isInside(row, height))
          .mul(isInside(column, width));
        const place = row
          .clipByValue(0, height - 1)
          .mul(width)
          .add(column.clipByValue(0, width - 1))
          .cast('int32')
          .add(first.expandDims(1));
        const values = tf.gather(pixels, place.flatten());
        return values.mul(weight.reshape([-1, 1]));
      }),
    );
    return corners.reduce((sum, corner) => sum.add(corner)).reshape(x.shape);
  });
}

/** How much a pixel counts at a place at most one pixel away. */
function overlap(pixel: tf.Tensor, place: tf.Tensor): tf.Tensor {
  return tf.sub(1, pixel.sub(place).abs());
}

function isInside(pixel: tf.Tensor, size: number): tf.Tensor {
  return pixel
    .greaterEqual(0)
    .logicalAnd(pixel.lessEqual(size - 1))
    .cast('float32');
}
