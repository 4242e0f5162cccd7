import { Resvg } from '@resvg/resvg-js';
import { FONT_FILES } from './fonts';

/**
 * Draws an SVG as a PNG of the given width in pixels; returns its bytes in base64. Only the project's
 * own font is used: with the system's, the same figure would look different elsewhere.
 */
export function svgToPng(svg: string, width: number): string {
  const readable = svg
    .replace(/url\('(#[^']+)'\)/g, 'url($1)')
    .replace(/url\(&quot;(#[^&]+)&quot;\)/g, 'url($1)')
    .replace(/image-rendering:\s*pixelated/g, 'image-rendering: optimizeSpeed');
  const picture = new Resvg(readable, {
    fitTo: { mode: 'width', value: width },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(FONT_FILES),
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return picture.render().asPng().toString('base64');
}
