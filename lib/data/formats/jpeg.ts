import startLibjpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';

/** A picture of bytes: grey, or red, green and blue. */
export interface BytePicture {
  width: number;
  height: number;
  /** [height, width, channels]. */
  pixels: Uint8Array;
}

/** Decodes JPEG files one after another. */
export interface JpegDecoder {
  /**
   * The picture in a file; its pixels last until the next call.
   * @param channels 1 for a grey picture, 3 for a coloured one
   * @throws Error saying what is wrong with the file
   */
  decode(file: Uint8Array, channels: 1 | 3): BytePicture;
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
    decode(file, channels) {
      decoder.getEncodedBuffer(file.length).set(file);
      try {
        decoder.decode();
      } catch (error) {
        // C++ exceptions arrive as addresses.
        throw new Error('is not a whole JPEG file', { cause: error });
      }
      const { width, height, componentCount } = decoder.getFrameInfo();
      if (componentCount !== channels) {
        throw new Error(`is not a ${channels === 3 ? 'coloured' : 'grey'} JPEG file`);
      }
      return { width, height, pixels: decoder.getDecodedBuffer() };
    },
    dispose: () => decoder.delete(),
  };
}
