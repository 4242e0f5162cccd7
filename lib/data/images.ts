import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** What {@link Images} are made of. */
export interface ImagesOptions {
  /** [count, height, width], row by row: bytes, or values in [0, 1]. */
  pixels: Uint8Array | Float32Array;
  height: number;
  width: number;
  /**
   * The values that become 0 and 1.
   * @default [0, 255] for bytes, [0, 1] for others
   */
  range?: readonly [black: number, white: number];
}

/**
 * Grey images of one size, kept as they are stored; tensors of them are made when asked for, and
 * belong to whoever asked.
 */
export class Images {
  /** [count, height, width], row by row, as stored: bytes, or values in [0, 1]. */
  readonly pixels: Uint8Array | Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  private readonly range: readonly [number, number];

  constructor({ pixels, height, width, range }: ImagesOptions) {
    this.pixels = pixels;
    this.height = height;
    this.width = width;
    this.count = pixels.length / (height * width);
    this.range = range ?? (pixels instanceof Uint8Array ? [0, 255] : [0, 1]);
    if (!Number.isInteger(this.count)) {
      throw new ArgumentError(
        `${pixels.length} pixels are no images of ${height} x ${width}.`,
        'Give height times width pixels for each image.',
      );
    }
  }

  /** Images `start` to `end`, the last one left out; nothing is copied. Like an array's slice. */
  slice(start = 0, end = this.count): Images {
    const [from, to] = bounds(start, end, this.count);
    const { height, width, range } = this;
    const size = height * width;
    return new Images({
      pixels: this.pixels.subarray(from * size, to * size),
      height,
      width,
      range,
    });
  }

  /** Copies of the images with these indices, in this order. */
  pick(indices: ArrayLike<number>): Images {
    const { height, width, range } = this;
    const size = height * width;
    const pixels = new (this.pixels.constructor as Uint8ArrayConstructor)(indices.length * size);
    for (let i = 0; i < indices.length; i++) {
      const index = validIndex(indices[i], this.count);
      pixels.set(this.pixels.subarray(index * size, (index + 1) * size), i * size);
    }
    return new Images({ pixels, height, width, range });
  }

  /** [count * height * width]: float32 values in [0, 1]. */
  values(): Float32Array {
    const [black, white] = this.range;
    if (this.pixels instanceof Float32Array && black === 0 && white === 1) {
      return this.pixels.slice();
    }
    const values = new Float32Array(this.pixels.length);
    const scale = Float32Array.from(
      { length: 256 },
      (_, value) => (value - black) / (white - black),
    );
    for (let i = 0; i < values.length; i++) values[i] = scale[this.pixels[i]!]!;
    return values;
  }

  /** A new float32 tensor [count, height * width] in [0, 1]: one row an image. */
  tensor2d(): tf.Tensor2D {
    return tf.tensor2d(this.values(), [this.count, this.height * this.width]);
  }

  /** A new float32 tensor [count, height, width] in [0, 1]; mosaics take it as it is. */
  tensor3d(): tf.Tensor3D {
    return tf.tensor3d(this.values(), [this.count, this.height, this.width]);
  }

  /** A new float32 tensor [count, height, width, 1] in [0, 1], as convolutions want it. */
  tensor4d(): tf.Tensor4D {
    return tf.tensor4d(this.values(), [this.count, this.height, this.width, 1]);
  }
}

/** Images, each with the number of its class. */
export class LabelledImages {
  readonly count: number;

  constructor(
    readonly images: Images,
    /** [count]: each image's class, an index into `classNames`. */
    readonly labels: Int32Array,
    readonly classNames: readonly string[],
    /** [count] each, by name: what synthetic images were drawn from. */
    readonly factors?: Factors,
  ) {
    this.count = images.count;
    if (labels.length !== this.count) {
      throw new ArgumentError(
        `There are ${this.count} images and ${labels.length} labels.`,
        'Give one label for each image.',
      );
    }
  }

  /** Items `start` to `end`, the last one left out; nothing is copied. Like an array's slice. */
  slice(start = 0, end = this.count): LabelledImages {
    const [from, to] = bounds(start, end, this.count);
    return new LabelledImages(
      this.images.slice(from, to),
      this.labels.subarray(from, to),
      this.classNames,
      mapFactors(this.factors, (values) => values.subarray(from, to)),
    );
  }

  /** Copies of the items with these indices, in this order. */
  pick(indices: ArrayLike<number>): LabelledImages {
    return new LabelledImages(
      this.images.pick(indices),
      Int32Array.from(indices, (index) => this.labels[index]!),
      this.classNames,
      mapFactors(this.factors, (values) => Float32Array.from(indices, (index) => values[index]!)),
    );
  }

  /** The items of one class. */
  ofClass(label: number): LabelledImages {
    const indices = Array.from(this.labels.keys()).filter((i) => this.labels[i] === label);
    return this.pick(indices);
  }

  /** The name of the class of item `index`. */
  labelName(index: number): string {
    const label = this.labels[validIndex(index, this.count)]!;
    return this.classNames[label] ?? String(label);
  }

  /** A new int32 tensor [count] of the labels. */
  labelTensor(): tf.Tensor1D {
    return tf.tensor1d(this.labels, 'int32');
  }

  /** A new float32 tensor [count, classes]: 1 in the column of the label, else 0. */
  oneHot(): tf.Tensor2D {
    const classes = this.classNames.length;
    const values = new Float32Array(this.count * classes);
    this.labels.forEach((label, i) => (values[i * classes + label] = 1));
    return tf.tensor2d(values, [this.count, classes]);
  }
}

/** Columns of numbers by name, one value for each image. */
export type Factors = Readonly<Record<string, Float32Array>>;

function mapFactors(
  factors: Factors | undefined,
  change: (values: Float32Array) => Float32Array,
): Factors | undefined {
  return (
    factors &&
    Object.fromEntries(Object.entries(factors).map(([name, values]) => [name, change(values)]))
  );
}

function bounds(start: number, end: number, count: number): [from: number, to: number] {
  const place = (at: number) => Math.max(0, Math.min(count, at < 0 ? count + at : at));
  if (!Number.isInteger(start) || !Number.isInteger(end)) {
    throw new ArgumentError(`${start} to ${end} is no range of items.`, 'Pass whole numbers.');
  }
  const from = place(start);
  return [from, Math.max(from, place(end))];
}

function validIndex(index: number | undefined, count: number): number {
  if (index !== undefined && Number.isInteger(index) && index >= 0 && index < count) return index;
  throw new ArgumentError(`There is no item ${index} among ${count}.`, `Take 0 to ${count - 1}.`);
}
