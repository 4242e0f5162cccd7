import { markedTitle } from '../display/data-mark';
import { shortNumber } from './numbers';
import { mapColour, pngBase64, type Colormap, type Grid, type Picture } from './raster';
import { FONT_FAMILY } from './template';
import { escapeText } from './words';

/** What there is to show of a mosaic. */
export interface MosaicPicture {
  readonly title: string;
  readonly summary: string;
  readonly picture: Picture;
  readonly grid: Grid;
  readonly rowLabels: readonly string[];
  readonly columnLabels: readonly string[];
  readonly shape: readonly number[];
  readonly range: readonly [low: number, high: number] | 'per-tile';
  readonly colormap: Colormap;
}

const FONT = `font-family:${FONT_FAMILY.replace(/"/g, "'")}`;
/** As wide as the picture, whatever it says: the caption must not push mosaics apart. */
const CAPTION =
  'font-size:12px;line-height:1.4;margin-top:6px;text-align:left;' +
  'width:0;min-width:max(100%,220px)';

function colourBar({ range, colormap, shape }: MosaicPicture): string {
  if (range === 'per-tile') {
    return colormap === 'grey'
      ? 'each tile from its own lowest value (black) to its highest (white)'
      : 'each tile on its own range: blue below zero, white at zero, red above';
  }
  const [low, high] = range.map((end) => shortNumber(end).replace('-', '−'));
  if (shape.length === 4) return `channels from ${low} (dark) to ${high} (light)`;
  const stops = Array.from({ length: 9 }, (_, i) => `rgb(${mapColour(colormap, i / 8).join()})`);
  const bar =
    'display:inline-block;vertical-align:middle;width:72px;height:10px;margin:0 6px;' +
    `outline:1px solid rgb(121,121,122);background:linear-gradient(90deg,${stops.join()})`;
  // In one line, so that no end of the scale is left alone below it.
  return `<span style="white-space:nowrap">${low}<span style="${bar}"></span>${high}</span>`;
}

/** Labels as cells of equal size, so that each stands beside its row or above its column. */
function labels(names: readonly string[], direction: 'row' | 'column', gap: number): string {
  if (names.length === 0) return '';
  const cells = names.map((name) => `<span>${escapeText(name)}</span>`).join('');
  const style =
    direction === 'row'
      ? `grid-column:1;grid-row:2;grid-auto-rows:1fr;align-items:center;justify-items:end;padding:${gap}px 8px ${gap}px 0`
      : `grid-column:2;grid-row:1;grid-auto-columns:minmax(0,1fr);grid-auto-flow:column;justify-items:center;align-items:end;text-align:center;padding:0 ${gap}px 4px`;
  return `<div style="display:grid;${style};font-size:12px;line-height:1.2">${cells}</div>`;
}

/** A mosaic as HTML in the page's own text colour, on the page's own ground, without scripts. */
export function mosaicHtml(mosaic: MosaicPicture, title = markedTitle(mosaic.title)): string {
  const { picture, grid, rowLabels, columnLabels, shape, summary } = mosaic;
  const heading = title
    ? `<div style="font-size:15px;line-height:1.3;margin-bottom:6px">${escapeText(title)}</div>`
    : '';
  const image =
    `<img alt="${escapeText(summary)}" width="${picture.width}" height="${picture.height}" ` +
    `src="data:image/png;base64,${pngBase64(picture)}" style="grid-column:2;grid-row:2;display:block;` +
    `max-width:100%;height:auto;margin:0;image-rendering:pixelated">`;
  const [count, height, width] = shape;
  const sizes = `${count} ${count === 1 ? 'tile' : 'tiles'} of ${height}×${width}`;
  return (
    `<figure style="margin:8px 0;padding:0;width:max-content;max-width:100%;${FONT}">${heading}` +
    `<div style="display:grid;grid-template-columns:auto minmax(0,max-content);grid-template-rows:auto auto;` +
    `max-width:100%;width:max-content">` +
    labels(columnLabels, 'column', grid.gap) +
    labels(rowLabels, 'row', grid.gap) +
    `${image}</div><figcaption style="${CAPTION}">` +
    `${sizes}, ${colourBar(mosaic)}</figcaption></figure>`
  );
}

/** Mosaics in one row that wraps where the page is narrow. */
export function mosaicsHtml(mosaics: readonly MosaicPicture[], title: string): string {
  // Said once for all of them.
  const whole = markedTitle(
    title,
    mosaics.map((mosaic) => mosaic.title),
  );
  const heading = whole
    ? `<div style="font-size:16px;line-height:1.3;margin:8px 0 0">${escapeText(whole)}</div>`
    : '';
  const cells = mosaics.map(
    (mosaic) => `<div style="max-width:100%">${mosaicHtml(mosaic, mosaic.title)}</div>`,
  );
  return (
    `<div style="${FONT}">${heading}<div style="display:flex;flex-wrap:wrap;gap:8px 24px;` +
    `align-items:flex-start">${cells.join('')}</div></div>`
  );
}
