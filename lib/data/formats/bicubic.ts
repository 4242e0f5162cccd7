import type { BytePicture } from './jpeg';

/** Bits behind the point in the weights: 8 of 32 are the pixel's, 2 spare. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/** A box of a picture: from `left`, `top` to before `right`, `bottom`. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** For each place of the result: the first place that it takes from, and the weights from there. */
type Weights = { first: number; weights: Int32Array }[];

/** Keys' cubic convolution kernel with a = -1/2. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

function weightsFor(from: number, to: number): Weights {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = 2 * stretch;
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, i) =>
      cubic((first + i - centre + 0.5) / stretch),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const fixed = raw.map((weight) => {
      const scaled = (weight / sum) * 2 ** PRECISION;
      return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    });
    return { first, weights: Int32Array.from(fixed) };
  });
}

/**
 * Cuts a box out of a picture and resizes it as Pillow's `crop` and `resize` (bicubic) do, to the
 * pixel: in fixed-point arithmetic, rows first, rounded to bytes between the two passes.
 * Source of the rules: src/libImaging/Resample.c of Pillow.
 */
export class CropResize {
  private readonly across: Weights;
  private readonly down: Weights;

  constructor(
    private readonly box: Box,
    readonly width: number,
    readonly height: number,
  ) {
    this.across = weightsFor(box.right - box.left, width);
    this.down = weightsFor(box.bottom - box.top, height);
  }

  /** [height, width, 3]. */
  apply({ pixels, width: pictureWidth }: BytePicture): Uint8Array {
    const { box, width, height } = this;
    const rows = box.bottom - box.top;
    const between = new Uint8ClampedArray(rows * width * 3);
    for (let y = 0; y < rows; y++) {
      const start = ((box.top + y) * pictureWidth + box.left) * 3;
      for (let x = 0; x < width; x++) {
        const { first, weights } = this.across[x]!;
        weigh(pixels, start + first * 3, 3, weights, between, (y * width + x) * 3);
      }
    }
    const result = new Uint8ClampedArray(height * width * 3);
    for (let y = 0; y < height; y++) {
      const { first, weights } = this.down[y]!;
      for (let x = 0; x < width; x++) {
        const start = (first * width + x) * 3;
        weigh(between, start, width * 3, weights, result, (y * width + x) * 3);
      }
    }
    return new Uint8Array(result.buffer);
  }
}

/** Writes three weighted sums, one a channel, of pixels that lie `step` apart. */
function weigh(
  source: Uint8Array | Uint8ClampedArray,
  start: number,
  step: number,
  weights: Int32Array,
  target: Uint8ClampedArray,
  at: number,
): void {
  let [red, green, blue] = [HALF, HALF, HALF];
  for (let i = 0, from = start; i < weights.length; i++, from += step) {
    const weight = weights[i]!;
    red += source[from]! * weight;
    green += source[from + 1]! * weight;
    blue += source[from + 2]! * weight;
  }
  target[at] = red >> PRECISION;
  target[at + 1] = green >> PRECISION;
  target[at + 2] = blue >> PRECISION;
}
