/** Outputs of cells and pictures, written down shortly. */
import { PNG } from 'pngjs';
import type { CellOutput, MimeBundle } from '../../../scripts/jupyter/nbformat';

export const CRITERIA = { rtol: 1e-4, atol: 1e-8, similarity: 0.98 };

export function stream(text: string, name: 'stdout' | 'stderr' = 'stdout'): CellOutput {
  return { output_type: 'stream', name, text };
}

export function shown(data: MimeBundle): CellOutput {
  return { output_type: 'display_data', data, metadata: {} };
}

export function failed(ename: string, evalue: string, traceback: string[] = []): CellOutput {
  return { output_type: 'error', ename, evalue, traceback };
}

type Colour = [red: number, green: number, blue: number, alpha?: number];

/** A picture as base64 whose pixels `colour` gives. */
export function picture(
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
): string {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue, alpha = 255] = colour(i % width, Math.floor(i / width));
    png.data.set([red, green, blue, alpha], 4 * i);
  }
  return PNG.sync.write(png).toString('base64');
}
