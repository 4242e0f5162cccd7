/** What is used of gifenc; the package brings no types. */
declare module 'gifenc' {
  interface FrameOptions {
    /** Colours as [red, green, blue]; the first frame's hold for all. */
    palette?: readonly (readonly [number, number, number])[];
    /** Milliseconds. */
    delay?: number;
    /** How often the animation is repeated, 0 for ever. */
    repeat?: number;
  }
  interface Encoder {
    /** A frame of one index into the palette a pixel, row by row. */
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
}
