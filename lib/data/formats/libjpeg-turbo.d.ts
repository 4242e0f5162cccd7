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
