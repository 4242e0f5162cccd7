import { INK } from '../colours';
import { FONT_FAMILY } from '../template';
import { escapeText } from '../words';

/** A picture that stands for one that could not be drawn, and says so. */
export function placeholderSvg(
  title: string,
  reason: string,
  width: number,
  height: number,
): string {
  const line = (y: number, size: number, text: string): string =>
    `<text x="${width / 2}" y="${y}" text-anchor="middle" font-size="${size}">${escapeText(text)}</text>`;
  const short = reason.length > 90 ? `${reason.slice(0, 89)}…` : reason;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}"><g fill="${INK}" font-family="${escapeText(FONT_FAMILY)}">` +
    `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" fill="none" stroke="${INK}" ` +
    `stroke-dasharray="6 4"/>${line(height / 2 - 24, 16, title || 'Untitled figure')}` +
    `${line(height / 2 + 4, 13, 'This figure has no still picture.')}` +
    `${line(height / 2 + 26, 12, short)}</g></svg>`
  );
}
