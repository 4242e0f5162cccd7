import type * as mozjpegModule from '@jsquash/jpeg/encode.js';
import fs from 'node:fs';
import * as tf from '../backend/tf';
import { startJpegDecoder } from '../data/formats/jpeg';
import { ArgumentError } from '../errors';

/** How {@link encodeJpeg} writes. */
export interface JpegOptions {
  /**
   * From 1, few bytes and large errors, to 100, many bytes and hardly any: by how much the encoder
   * scales its quantization table.
   * @default 75
   */
  quality?: number;
}

/** MozJPEG's number for a picture of brightness only. */
const GREYSCALE = 1;

let starting: Promise<typeof mozjpegModule> | undefined;

/** Loaded when it is needed: notebooks without JPEG start the sooner. */
async function loadMozjpeg(): Promise<typeof mozjpegModule> {
  const mozjpeg = await import('@jsquash/jpeg/encode.js');
  // Left to itself it would look for its WebAssembly on the web.
  const file = require.resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  await mozjpeg.init({ wasmBinary: Uint8Array.from(fs.readFileSync(file)).buffer });
  return mozjpeg;
}

/**
 * A grey image as a JPEG file, by MozJPEG: progressive, with Huffman codes made for this image, which
 * takes the fewest bytes. The file begins with some hundred bytes of tables, so that a JPEG of a
 * small image says little about the method; put many into one.
 *
 * @param image [height, width], 0 black to 1 white; what lies outside is clipped
 * @returns the bytes of the file
 * @throws ArgumentError for another shape, and for a quality that is no whole number from 1 to 100
 */
export async function encodeJpeg(
  image: tf.Tensor,
  { quality = 75 }: JpegOptions = {},
): Promise<Uint8Array> {
  const [height = 0, width = 0] = image.shape;
  if (image.rank !== 2 || image.size === 0) {
    throw new ArgumentError(
      `An image of shape [${image.shape.join(', ')}] was to be a JPEG.`,
      'Pass one grey image, [height, width].',
    );
  }
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new ArgumentError(`The quality is ${quality}.`, 'Pass a whole number from 1 to 100.');
  }
  const pixels = tf.tidy(() => {
    const bytes = image.mul(255).round().clipByValue(0, 255).expandDims(2);
    const opaque = tf.fill([height, width, 1], 255);
    return tf.concat([bytes, bytes, bytes, opaque], 2).dataSync();
  });
  const data = Uint8ClampedArray.from(pixels);
  const picture = { data, width, height, colorSpace: 'srgb' } as const;
  const mozjpeg = await (starting ??= loadMozjpeg());
  return new Uint8Array(await mozjpeg.default(picture, { quality, color_space: GREYSCALE }));
}

/**
 * The image in a grey JPEG file.
 *
 * @returns a new tensor [height, width], 0 black to 1 white
 * @throws ArgumentError where the file is none, or is coloured
 */
export async function decodeJpeg(file: Uint8Array): Promise<tf.Tensor2D> {
  const decoder = await startJpegDecoder();
  try {
    const { width, height, pixels } = decoder.decode(file, 1);
    return tf.tensor2d(
      Float32Array.from(pixels, (byte) => byte / 255),
      [height, width],
    );
  } catch (error) {
    throw new ArgumentError(
      `The file ${(error as Error).message}.`,
      'Pass what encodeJpeg returned.',
    );
  } finally {
    decoder.dispose();
  }
}
