import startLibjpegTurbo, {
  type JPEGEncoder,
} from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs';
import * as tf from '../../backend/tf';
import { ArgumentError, LatentlabError } from '../../errors';

/** Turns grey pictures into JPEG files and back. */
export interface JpegCoder {
  /**
   * The file of a picture, baseline JPEG.
   *
   * @param picture [height, width], values from 0 to 1; others are clipped
   * @param quality libjpeg's, from 1 (small) to 100 (good)
   * @throws ArgumentError for another shape or quality, and where the file would be larger than a byte
   *   a pixel, as with pictures of few pixels: tables alone take some 330 bytes
   */
  encode(picture: tf.Tensor, quality: number): Uint8Array;
  /** The picture in a file that {@link encode} has made: [height, width], from 0 to 1. */
  decode(file: Uint8Array): tf.Tensor2D;
}

/** One channel: libjpeg-turbo's own number for it. */
const GREY = 3;

/** Starts libjpeg-turbo itself, compiled to WebAssembly: the coder that most JPEG files come from. */
export async function startJpegCoder(): Promise<JpegCoder> {
  const module = await startLibjpegTurbo();
  let isSound = true;
  const sound = () => {
    if (isSound) return module;
    throw new LatentlabError(
      'This coder was broken by a file that was too large.',
      'Start another.',
    );
  };
  return {
    encode(picture, quality) {
      const [height = 0, width = 0] = picture.shape;
      if (picture.rank !== 2 || picture.size === 0) {
        throw new ArgumentError(
          `A picture of shape [${picture.shape.join(', ')}] was to be encoded.`,
          'Give one of shape [height, width].',
        );
      }
      if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
        throw new ArgumentError(`The quality is ${quality}.`, 'Give a whole number from 1 to 100.');
      }
      // Its memory for the file is as large as the picture. What is written beyond is not its own, so
      // that after a file that is too large nothing can be relied on, not even freeing it.
      const codec = sound();
      isSound = false;
      const encoder = new codec.JPEGEncoder();
      const file = encodeWith(encoder, picture, quality);
      if (!file || file.length > width * height) {
        throw new ArgumentError(
          `The file of a picture of ${height} x ${width} would be larger than its pixels.`,
          'Start another coder, and give it a larger picture or a lower quality.',
        );
      }
      encoder.delete();
      isSound = true;
      return file;
    },
    decode(file) {
      const decoder = new (sound().JPEGDecoder)();
      try {
        decoder.getEncodedBuffer(file.length).set(file);
        decoder.decode();
        const { width, height } = decoder.getFrameInfo();
        return tf.tidy(() =>
          tf.tensor2d(Float32Array.from(decoder.getDecodedBuffer()), [height, width]).div(255),
        );
      } finally {
        decoder.delete();
      }
    },
  };
}

/** The file, or undefined where libjpeg-turbo fails on it. */
function encodeWith(
  encoder: JPEGEncoder,
  picture: tf.Tensor,
  quality: number,
): Uint8Array | undefined {
  const [height = 0, width = 0] = picture.shape;
  const size = { width, height, bitsPerSample: 8, componentCount: 1, isSigned: false };
  const bytes = tf.tidy(() => picture.clipByValue(0, 1).mul(255).round().dataSync());
  try {
    encoder.getDecodedBuffer(size).set(bytes);
    encoder.setSubSampling(GREY);
    encoder.setProgressive(0);
    encoder.setQuality(quality);
    encoder.encode();
    return encoder.getEncodedBuffer().slice();
  } catch {
    // C++ exceptions arrive as addresses, and writing beyond all memory as an error of WebAssembly.
    return undefined;
  }
}
