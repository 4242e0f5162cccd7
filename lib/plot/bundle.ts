import { markedTitle } from '../display/data-mark';
import type { MimeBundle } from '../display/mime';
import { titled } from './axes';
import {
  figureJson,
  titleOf,
  type FigureData,
  type PlotLayout,
  type PlotTrace,
} from './figure-data';
import { figureHtml } from './html';
import { stillPicture } from './still/picture';
import type { StillDrawer } from './still/drawer';

/** How plotly draws a figure in a page. */
export const PLOTLY_CONFIG = { displaylogo: false, responsive: true };

function traceSummary(trace: PlotTrace): string {
  const z = trace['z'] as readonly unknown[] | undefined;
  const rows = Array.isArray(z?.[0]) ? `${z.length}x${(z[0] as unknown[]).length}` : undefined;
  const points = (trace['x'] ?? trace['y']) as readonly unknown[] | undefined;
  const size = rows ?? `${points?.length ?? 0} points`;
  return `  ${trace.type}${trace.name ? ` '${trace.name}'` : ''}: ${size}`;
}

/** Title and the sizes of the traces, one a line. */
export function figureSummary({ data, layout }: FigureData): string {
  return [`Figure: ${titleOf(layout) || 'untitled'}`, ...data.map(traceSummary)].join('\n');
}

/** The figure with a title that says where its data are stand-ins. */
function marked(figure: FigureData): FigureData {
  const { data, layout } = figure;
  const before = titleOf(layout);
  const after = markedTitle(before);
  if (after === before) return figure;
  const { title, margin } = titled(after);
  return {
    data,
    layout: {
      ...layout,
      title: { ...objectIn(layout, 'title'), ...title },
      margin: { ...objectIn(layout, 'margin'), ...margin },
    },
  };
}

/** What a layout says of something, where it says more than a word. */
function objectIn(layout: PlotLayout, key: string): object {
  const value = layout[key];
  return typeof value === 'object' && value !== null ? value : {};
}

/**
 * Every representation of a figure: for plotly's own renderers, for browsers, as a picture, as text.
 * A figure that cannot be drawn still has all of them, with a picture that says so; never rejects.
 */
export async function figureBundle(plain: FigureData, drawer?: StillDrawer): Promise<MimeBundle> {
  const figure = marked(plain);
  const still = await stillPicture(figure, drawer);
  const { data, layout } = figure;
  const json = figureJson({ data, layout, config: PLOTLY_CONFIG });
  return {
    'application/vnd.plotly.v1+json': JSON.parse(json) as unknown,
    'text/html': figureHtml(figure, json, still),
    ...still,
    'text/plain': figureSummary(figure),
  };
}
