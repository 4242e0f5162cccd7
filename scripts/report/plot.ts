import type { MimeBundle } from '../jupyter/nbformat';
import { type Markup, markup, scriptJson } from './markup';
import { dataUri, pictureSize } from './picture';

/** MIME type of a plotly figure: `{data, layout}` as plain data. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** Attribute by which the page's script, and whoever assembles the page, finds the plots. */
export const PLOT_MARK = 'data-plot';

/** What an entry of the legend adds to a plot's height on a phone, in pixels. */
const LEGEND_ENTRY = 10;

interface Figure {
  data: unknown[];
  layout: { width?: number; height?: number } & Record<string, unknown>;
}

/** Whether a bundle holds a figure that plotly.js can draw. */
export function hasFigure(bundle: MimeBundle): boolean {
  return figureOf(bundle) !== undefined;
}

function figureOf(bundle: MimeBundle): Figure | undefined {
  const figure = bundle[PLOTLY_MIME] as Partial<Figure> | null | undefined;
  if (!figure || !Array.isArray(figure.data)) return undefined;
  return { data: figure.data, layout: figure.layout ?? {} };
}

/**
 * A plot in a box whose size is known before anything is drawn, so that nothing moves later. The
 * still picture of the bundle is shown until plotly.js draws into the box, and always on paper and
 * without JavaScript.
 */
export function renderPlot(bundle: MimeBundle): Markup {
  const figure = figureOf(bundle);
  if (!figure) return markup``;
  const still = ['image/svg+xml', 'image/png'].find((mime) => bundle[mime] !== undefined);
  const picture = still && pictureSize(still, bundle[still]);
  // The PNG beside a plotly figure has two pixels a CSS pixel.
  const density = still === 'image/png' ? 2 : 1;
  const width = figure.layout.width ?? (picture ? picture.width / density : 720);
  const height = figure.layout.height ?? (picture ? picture.height / density : 450);
  const names = figure.layout.showlegend === false ? 0 : figure.data.length;
  // On a phone the height stays, and a legend of one entry a line needs some more.
  const phoneHeight = Number(height) + (names > 1 ? LEGEND_ENTRY * Math.min(names, 10) : 0);
  const label = typeof bundle['text/plain'] === 'string' ? bundle['text/plain'] : 'Plot';
  return markup`<figure class="plot" ${PLOT_MARK} style="--width:${Number(width)};--height:${Number(height)};--phone-height:${phoneHeight}">
${
  still
    ? markup`<img class="still" src="${dataUri(still, bundle[still])}" alt="${label}" loading="lazy">`
    : markup`<p class="absent-still">${label}<br>An interactive plot: it needs JavaScript.</p>`
}
<script type="application/json">${scriptJson(figure)}</script>
</figure>`;
}
