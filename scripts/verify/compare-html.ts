/** Compares HTML: as text with a line for each row and block, and the pictures in it as pictures. */
import { decodeHTML } from 'entities';
import { comparePictures } from './compare-pictures';
import { compareText, type Finding } from './compare-text';
import type { Tolerance } from './numbers';

const PICTURE = /data:image\/png;base64,([A-Za-z0-9+/=\s]+)/g;
const BLOCK_START =
  /(?=<(?:table|div|figure|ul|ol|dl|section|tr|p|h[1-6]|li|pre|style|script|svg|g|path|text)\b)/gi;

/** The pictures of a page, and its text with their places. */
function takeApart(html: string): { text: string; pictures: string[] } {
  const pictures: string[] = [];
  const text = html.replace(PICTURE, (_, base64: string) => `[picture ${pictures.push(base64)}]`);
  return {
    text: text
      .replace(/>\s+(?=<)/g, '> ')
      .replace(BLOCK_START, '\n')
      .trim(),
    pictures,
  };
}

/** What a reader sees of a line: cells apart, no tags. */
function visible(line: string): string {
  const text = line.replace(/<\/t[dh]>\s*(?=<t)/gi, ' │ ').replace(/<[^>]*>/g, '');
  return decodeHTML(text).trim();
}

/** How HTML differs from the one before; nothing where it does not. */
export function compareHtml(
  before: string,
  after: string,
  tolerance: Tolerance,
  similarity: number,
): Finding | undefined {
  const [from, to] = [takeApart(before), takeApart(after)];
  const finding = compareText(from.text, to.text, tolerance, visible);
  if (finding) {
    const seen = (wanted: string) =>
      finding.lines?.flatMap(({ sign, text }) => (sign === wanted ? [text] : [])).join('\n');
    // What differs may be in the tags.
    if (seen('-') === seen('+')) return compareText(from.text, to.text, tolerance);
    const lines = finding.lines?.filter(({ sign, text }) => sign !== ' ' || text !== '');
    return { ...finding, ...(lines && { lines }) };
  }
  for (const [i, picture] of from.pictures.entries()) {
    const difference = comparePictures(picture, to.pictures[i] ?? '', similarity);
    if (difference) return difference;
  }
  return undefined;
}
