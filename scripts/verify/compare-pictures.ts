/** Compares PNG pictures by their structural similarity. */
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { ssim } from 'ssim.js';
import type { DifferentPictures } from '../runner/result-difference';
import type { Finding } from './compare-text';

/** Side of the window that SSIM looks through (Wang et al. 2004). */
const WINDOW = 11;
const RADIUS = (WINDOW - 1) / 2;
/** How far two colours are apart, from 0 to 1, before a pixel is marked. */
const MARKED_FROM = 0.02;
/** Vermilion of the colour-blind-safe cycle, on the grey of the faded picture. */
const MARK: [number, number, number] = [213, 94, 0];

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A base64 picture as a data URI. */
export function pngUri(base64: string): string {
  return `data:image/png;base64,${base64.replace(/\s/g, '')}`;
}

function decode(base64: string): PNG | undefined {
  try {
    return PNG.sync.read(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/** The smallest box that holds all pixels that differ; nothing where none does. */
function changedBox(a: PNG, b: PNG): Box | undefined {
  const box = { left: Infinity, top: Infinity, right: -1, bottom: -1 };
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      const at = 4 * (y * a.width + x);
      if (a.data.readUInt32LE(at) === b.data.readUInt32LE(at)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = y;
    }
  }
  return box.right < 0 ? undefined : box;
}

/** What a pixel shows: red, green and blue as far as it is opaque, and how far that is. */
function planeValue(data: Buffer, at: number, plane: number): number {
  const alpha = data[at + 3] ?? 0;
  return plane === 3 ? alpha : ((data[at + plane] ?? 0) * alpha) / 255;
}

/** One plane of a part of a picture as a grey picture; its edge goes on for half a window. */
function greyPlane(png: PNG, plane: number, { left, top, right, bottom }: Box) {
  const margin = 3 * RADIUS;
  const [width, height] = [right - left + 1 + 2 * margin, bottom - top + 1 + 2 * margin];
  const data = new Uint8ClampedArray(4 * width * height);
  const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);
  for (let y = 0; y < height; y++) {
    const row = clamp(top - margin + y, png.height) * png.width;
    for (let x = 0; x < width; x++) {
      const at = 4 * (row + clamp(left - margin + x, png.width));
      data.fill(planeValue(png.data, at, plane), 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return { data, width, height };
}

/**
 * Structural similarity of two pictures of the same size, of the window and the plane (red, green,
 * blue, opacity) where it is lowest: 1 where they are equal. The mean over a picture would hide what
 * changes in a small part of it. Wang, Bovik, Sheikh, Simoncelli: Image quality assessment (2004).
 */
export function lowestSimilarity(a: PNG, b: PNG): number {
  const box = changedBox(a, b);
  if (!box) return 1;
  let lowest = 1;
  for (let plane = 0; plane < 4; plane++) {
    const { ssim_map: map } = ssim(greyPlane(a, plane, box), greyPlane(b, plane, box), {
      ssim: 'fast',
      downsample: false,
      windowSize: WINDOW,
    });
    for (const value of map.data) lowest = Math.min(lowest, value);
  }
  return lowest;
}

function differencePicture(a: PNG, b: PNG): string {
  const { width, height } = a;
  const picture = new PNG({ width, height });
  pixelmatch(a.data, b.data, picture.data, width, height, {
    threshold: MARKED_FROM,
    includeAA: true,
    diffColor: MARK,
    checkerboard: false,
  });
  return pngUri(PNG.sync.write(picture).toString('base64'));
}

/**
 * How a PNG picture differs from the one before; nothing where it does not.
 *
 * @param before base64
 * @param after base64
 * @param similarity the lowest {@link lowestSimilarity} that passes
 */
export function comparePictures(
  before: string,
  after: string,
  similarity: number,
): Finding | undefined {
  if (before.replace(/\s/g, '') === after.replace(/\s/g, '')) return undefined;
  const pictures: DifferentPictures = { before: pngUri(before), after: pngUri(after) };
  const [a, b] = [decode(before), decode(after)];
  if (!a || !b) return { message: 'The bytes differ, and are no PNG picture.', pictures };
  if (a.width !== b.width || a.height !== b.height) {
    const message = `The picture has ${b.width} by ${b.height} pixels instead of ${a.width} by ${a.height}.`;
    return { message, pictures };
  }
  const lowest = lowestSimilarity(a, b);
  if (lowest >= similarity) return undefined;
  return {
    message: `The picture differs: its structural similarity falls to ${lowest.toFixed(3)}, below ${similarity}.`,
    pictures: { ...pictures, difference: differencePicture(a, b) },
  };
}
