import { join } from 'node:path';
import { openSync, type Font } from 'fontkit';

const folder = join(require.resolve('dejavu-fonts-ttf/package.json'), '..', 'ttf');

/** The files that a still picture's text is measured with, and drawn with when it becomes a PNG. */
export const FONT_FILES = {
  regular: join(folder, 'DejaVuSans.ttf'),
  bold: join(folder, 'DejaVuSans-Bold.ttf'),
  oblique: join(folder, 'DejaVuSans-Oblique.ttf'),
  boldOblique: join(folder, 'DejaVuSans-BoldOblique.ttf'),
};

const fonts = new Map<string, Font>();
const advances = new Map<string, number>();

function font(bold: boolean): Font {
  const file = bold ? FONT_FILES.bold : FONT_FILES.regular;
  const known = fonts.get(file);
  if (known) return known;
  const opened = openSync(file) as Font;
  fonts.set(file, opened);
  return opened;
}

/** Width of a run of text in pixels; oblique letters are as wide as upright ones. */
export function textWidth(text: string, size: number, bold: boolean): number {
  const key = `${bold ? 'b' : 'r'}${text}`;
  let advance = advances.get(key);
  if (advance === undefined) {
    const face = font(bold);
    advance = face.layout(text).advanceWidth / face.unitsPerEm;
    if (advances.size > 10_000) advances.clear();
    advances.set(key, advance);
  }
  return advance * size;
}

/** Height above and below the baseline in pixels; browsers round both to whole pixels. */
export function textExtents(size: number): { ascent: number; descent: number } {
  const { ascent, descent, unitsPerEm } = font(false);
  return {
    ascent: Math.round((ascent / unitsPerEm) * size),
    descent: Math.round((-descent / unitsPerEm) * size),
  };
}
