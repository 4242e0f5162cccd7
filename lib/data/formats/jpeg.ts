import startLibjpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';

/** A picture of red, green and blue bytes. */
export interface RgbPicture {
  width: number;
  height: number;
  /** [height, width, 3]. */
  pixels: Uint8Array;
}

/** Decodes JPEG files one after another. */
export interface JpegDecoder {
  /**
   * The picture in a file; its pixels last until the next call.
   * @throws Error saying what is wrong with the file
   */
  decode(file: Uint8Array): RgbPicture;
  /** Frees the decoder's memory. */
  dispose(): void;
}

/**
 * Starts a decoder: libjpeg-turbo itself, compiled to WebAssembly. Pillow decodes with the same
 * library, so that pixels are the same.
 */
export async function startJpegDecoder(): Promise<JpegDecoder> {
  const { JPEGDecoder } = await startLibjpegTurbo();
  const decoder = new JPEGDecoder();
  return {
    decode(file) {
      decoder.getEncodedBuffer(file.length).set(file);
      try {
        decoder.decode();
      } catch (error) {
        // C++ exceptions arrive as addresses.
        throw new Error('is not a whole JPEG file', { cause: error });
      }
      const { width, height, componentCount } = decoder.getFrameInfo();
      if (componentCount !== 3) throw new Error('is not a coloured JPEG file');
      return { width, height, pixels: decoder.getDecodedBuffer() };
    },
    dispose: () => decoder.delete(),
  };
}
