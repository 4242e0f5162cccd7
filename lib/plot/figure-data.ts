/** One trace as plotly takes it. */
export interface PlotTrace {
  type: string;
  name?: string;
  [attribute: string]: unknown;
}

/** A layout, or a part of one, as plotly takes it. */
export interface PlotLayout {
  [attribute: string]: unknown;
}

/** A picture as plain data, in plotly's terms. */
export interface FigureData {
  data: PlotTrace[];
  layout: PlotLayout;
}

/** The text of a layout's title, '' where it has none. */
export function titleOf(layout: PlotLayout): string {
  const title = layout['title'] as { text?: unknown } | string | undefined;
  const text = typeof title === 'string' ? title : title?.text;
  return typeof text === 'string' ? text.replace(/<br>/g, ' ') : '';
}

/** Seven significant digits, float32's own, so that 0.1 is not written as 0.10000000149011612. */
function shorten(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return Number(value.toPrecision(7));
}

/** JSON of a figure or a part of it; equal figures give equal text. */
export function figureJson(part: unknown): string {
  return JSON.stringify(part, shorten);
}
