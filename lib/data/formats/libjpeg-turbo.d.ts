/** What is used of libjpeg-turbo compiled to WebAssembly; the package brings no types. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  interface JPEGDecoder {
    /** The decoder's own memory for `size` bytes of a file. */
    getEncodedBuffer(size: number): Uint8Array;
    /** Throws a number where the file is damaged. */
    decode(): void;
    /** A view of the decoder's own memory. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; componentCount: number };
    delete(): void;
  }
  export default function start(): Promise<{ JPEGDecoder: new () => JPEGDecoder }>;
}

/** The same with the encoder. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs' {
  import type { JPEGDecoder } from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
  export interface JPEGEncoder {
    /** The encoder's own memory for the pixels of a picture. */
    getDecodedBuffer(picture: {
      width: number;
      height: number;
      bitsPerSample: number;
      componentCount: number;
      isSigned: boolean;
    }): { set(pixels: ArrayLike<number>): void };
    /** 0 for baseline, 1 for progressive. */
    setProgressive(progressive: number): void;
    setQuality(quality: number): void;
    /** libjpeg-turbo's TJSAMP_. */
    setSubSampling(subSampling: number): void;
    encode(): void;
    /** A view of the encoder's own memory. */
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  }
  export default function start(): Promise<{
    JPEGDecoder: new () => JPEGDecoder;
    JPEGEncoder: new () => JPEGEncoder;
  }>;
}
