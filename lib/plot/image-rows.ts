import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { Mosaic, type MosaicOptions } from './mosaic';

/** What {@link plotImageRows} draws. */
export interface ImageRowsOptions extends Pick<MosaicOptions, 'title' | 'zoom' | 'columnLabels'> {
  /** Images [n, height, width] by the name of the row; below one another is what belongs together. */
  rows: Readonly<Record<string, tf.Tensor>>;
  /**
   * How many of the images are drawn, from the first.
   * @default all, at most 10
   */
  count?: number;
}

/**
 * Draws images in [0, 1] above what a model made of them: one row for each name.
 * Throws ArgumentError where rows differ in shape.
 *
 * @example
 * plotImageRows({ rows: { original: x, reconstruction: model.predict(x) as tf.Tensor }, count: 5 })
 */
export function plotImageRows({ rows, count, ...options }: ImageRowsOptions): Mosaic {
  const names = Object.keys(rows);
  const images = Object.values(rows);
  const [first] = images;
  const odd = images.find(({ shape }) => !tf.util.arraysEqual(shape, first?.shape ?? []));
  if (first?.rank !== 3 || odd) {
    const shapes = images.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new ArgumentError(
      `Rows of images have the shapes ${shapes || 'of none at all'}.`,
      'Give each row images of shape [n, height, width], as many in each.',
    );
  }
  const columns = Math.min(count ?? 10, first.shape[0] ?? 0);
  const tiles = tf.tidy(() => tf.concat(images.map((row) => row.slice(0, columns))));
  try {
    return new Mosaic({ tiles, columns, rowLabels: names, scale: [0, 1], gap: 4, ...options });
  } finally {
    tiles.dispose();
  }
}
