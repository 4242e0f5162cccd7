import { PNG } from 'pngjs';
import { divergingColour, type Rgb } from './colours';

/** Tiles to draw: n pictures of height x width pixels in 1 (grey or colour-mapped) or 3 channels. */
export interface Tiles {
  count: number;
  height: number;
  width: number;
  channels: 1 | 3;
  data: Float64Array;
}

/** A picture: red, green, blue and alpha of each pixel, row by row. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

function emptyPicture(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(4 * width * height) };
}

/** Which colours stand for low and high values. */
export type Colormap = 'grey' | 'diverging';

/** Where tiles lie in the picture; `gap` surrounds each of them. All in pixels of the picture. */
export interface Grid {
  columns: number;
  rows: number;
  zoom: number;
  gap: number;
}

/** Between the tiles: a grey that parts black tiles from white ones, on either ground. */
const GAP_COLOUR: Rgb = [121, 121, 122];

/** Steps of a colour map; a screen shows no more. */
const GREYS = Array.from({ length: 256 }, (_, i): Rgb => [i, i, i]);
const DIVERGING = Array.from({ length: 255 }, (_, i) => divergingColour(i / 127 - 1));

/** The colour of t in [0, 1]; the middle of a diverging map is t = 1/2. */
export function mapColour(colormap: Colormap, t: number): Rgb {
  const steps = colormap === 'grey' ? GREYS : DIVERGING;
  return steps[Math.round(Math.min(1, Math.max(0, t)) * (steps.length - 1))]!;
}

/** Position of a value between low and high; in the middle where the two are equal. */
function position(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/**
 * Draws tiles row by row, each pixel as a square of `zoom` pixels. A place without a tile, or with a
 * value that is no number, stays transparent.
 */
export function drawTiles(
  tiles: Tiles,
  { columns, rows, zoom, gap }: Grid,
  rangeOf: (tile: number) => readonly [number, number],
  colormap: Colormap,
): Picture {
  const { count, height, width, channels, data } = tiles;
  const [pitchX, pitchY] = [width * zoom + gap, height * zoom + gap];
  const picture = emptyPicture(columns * pitchX + gap, rows * pitchY + gap);
  const paint = (left: number, top: number, right: number, bottom: number, colour: Rgb): void => {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++)
        picture.data.set([...colour, 255], 4 * (y * picture.width + x));
    }
  };
  for (let tile = 0; tile < count; tile++) {
    const left = (tile % columns) * pitchX;
    const top = Math.floor(tile / columns) * pitchY;
    if (gap > 0) {
      const [right, bottom] = [left + pitchX, top + pitchY];
      paint(left, top, right + gap, top + gap, GAP_COLOUR);
      paint(left, bottom, right + gap, bottom + gap, GAP_COLOUR);
      paint(left, top, left + gap, bottom, GAP_COLOUR);
      paint(right, top, right + gap, bottom, GAP_COLOUR);
    }
    const range = rangeOf(tile);
    for (let pixel = 0; pixel < height * width; pixel++) {
      const at = (tile * height * width + pixel) * channels;
      const values = data.subarray(at, at + channels);
      if (!values.every(Number.isFinite)) continue;
      const places = Array.from(values, (value) => position(value, range));
      const colour: Rgb =
        channels === 1
          ? mapColour(colormap, places[0]!)
          : [
              mapColour('grey', places[0]!)[0],
              mapColour('grey', places[1]!)[0],
              mapColour('grey', places[2]!)[0],
            ];
      const x = left + gap + (pixel % width) * zoom;
      const y = top + gap + Math.floor(pixel / width) * zoom;
      paint(x, y, x + zoom, y + zoom, colour);
    }
  }
  return picture;
}

/** Pictures in one row, `gap` transparent pixels between them, tops aligned. */
export function joinPictures(pictures: readonly Picture[], gap: number): Picture {
  const joined = emptyPicture(
    pictures.reduce((sum, { width }) => sum + width, gap * (pictures.length - 1)),
    Math.max(...pictures.map(({ height }) => height)),
  );
  let left = 0;
  for (const { width, height, data } of pictures) {
    for (let y = 0; y < height; y++) {
      const row = data.subarray(4 * y * width, 4 * (y + 1) * width);
      joined.data.set(row, 4 * (y * joined.width + left));
    }
    left += width + gap;
  }
  return joined;
}

/** The picture as the bytes of a PNG file in base64; equal pictures give equal text. */
export function pngBase64({ width, height, data }: Picture): string {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(png).toString('base64');
}
