import { ArgumentError } from '../errors';
import type { PlotLayout } from './figure-data';
import { FIGURE_WIDTH } from './template';
import { wrapWords } from './words';

/** How an axis spaces its values. */
export type AxisScale = 'linear' | 'log';

/** What every plot with two axes says about them. */
export interface AxesOptions {
  /** Title above the plot. @default '' */
  title?: string;
  /** Name of the horizontal axis, with its unit. @default '' */
  xLabel?: string;
  /** Name of the vertical axis, with its unit. @default '' */
  yLabel?: string;
  /** @default 'linear' */
  xScale?: AxisScale;
  /** @default 'linear' */
  yScale?: AxisScale;
  /** Height in CSS pixels without the legend. @default 380 */
  height?: number;
}

/** A named axis; a log axis writes 10⁻³ rather than 0.001. */
export function namedAxis(label: string, scale: AxisScale = 'linear'): PlotLayout {
  if (scale !== 'linear' && scale !== 'log') {
    throw new ArgumentError(`An axis cannot be '${String(scale)}'.`, "Say 'linear' or 'log'.");
  }
  const axis: PlotLayout = { title: { text: label } };
  return scale === 'log' ? { ...axis, type: 'log', exponentformat: 'power' } : axis;
}

/** A title, broken where a figure of the usual width has no more room. */
export function namedTitle(title: string): PlotLayout {
  return { text: wrapWords(title, 72) };
}

/** The room that a legend below the plot takes, in pixels, from the length of its names. */
export function legendHeight(names: readonly string[]): number {
  if (names.length < 2) return 0;
  const entry = 52 + 8 * Math.max(...names.map((name) => name.length));
  const perRow = Math.max(1, Math.floor((FIGURE_WIDTH - 76) / entry));
  return 10 + 20 * Math.ceil(names.length / perRow);
}

/** The layout of a plot with two axes and, where there are at least two names, a legend below. */
export function axesLayout(
  {
    title = '',
    xLabel = '',
    yLabel = '',
    xScale = 'linear',
    yScale = 'linear',
    height = 380,
  }: AxesOptions,
  names: readonly string[] = [],
): PlotLayout {
  if (!(height >= 100))
    throw new ArgumentError(`A height of ${height} is too small.`, 'Give 100 or more.');
  return {
    title: namedTitle(title),
    height: height + legendHeight(names),
    showlegend: names.length > 1,
    xaxis: namedAxis(xLabel, xScale),
    yaxis: namedAxis(yLabel, yScale),
  };
}
