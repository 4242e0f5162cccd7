import { ArgumentError } from '../errors';
import type { PlotLayout } from './figure-data';
import { FIGURE_WIDTH } from './template';
import { finiteRange } from './numbers';
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

/** Pixels that one letter of an axis's name takes up. */
const LETTER = 8;

/** A name broken so that it fits beside an axis of the given length in pixels. */
export function axisName(label: string, length: number): string {
  const letters = Math.max(12, Math.floor(length / LETTER));
  if (label.length <= letters) return label;
  // Rather before a bracket, that is before the unit, than anywhere else.
  return label
    .split(/ (?=\()/)
    .map((part) => wrapWords(part, letters))
    .join('<br>');
}

/**
 * Ticks of a log axis that holds these values: 1, 2 and 5 times powers of ten up to two decades, else
 * powers of ten, at most eight. (plotly numbers 0.5 as a small 5.) Within less than a decade plotly's
 * own ticks are plain decimals and stay. Values of 0 or less have no place.
 */
export function logTicks(values: readonly number[]): PlotLayout {
  const [low, high] = finiteRange(values.filter((value) => value > 0).map(Math.log10));
  if (high - low < 0.8) return {};
  const [first, last] = [Math.floor(low + 1e-9), Math.ceil(high - 1e-9)];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  if (high - low <= 2) {
    const tickvals = powers.flatMap((k) => [1, 2, 5].map((n) => Number(`${n}e${k}`)));
    return { tickvals, ticktext: tickvals.map(String) };
  }
  const every = Math.ceil(powers.length / 8);
  const shown = powers.filter((k) => (last - k) % every === 0);
  return {
    tickvals: shown.map((k) => Number(`1e${k}`)),
    ticktext: shown.map((k) => (k === 0 ? '1' : `10<sup>${String(k).replace('-', '−')}</sup>`)),
  };
}

/** A named axis; a log axis takes its ticks from the values that it is to show. */
export function namedAxis(
  label: string,
  scale: AxisScale = 'linear',
  values: readonly number[] = [],
): PlotLayout {
  if (scale !== 'linear' && scale !== 'log') {
    throw new ArgumentError(`An axis cannot be '${String(scale)}'.`, "Say 'linear' or 'log'.");
  }
  const axis: PlotLayout = { title: { text: label } };
  return scale === 'log' ? { ...axis, type: 'log', ...logTicks(values) } : axis;
}

/** A title, broken where a figure of the usual width has no more room, and the margin for it. */
export function titled(title: string): { title: PlotLayout; margin: PlotLayout } {
  const text = wrapWords(title, 72);
  const lines = title ? text.split('<br>').length : 0;
  return { title: { text }, margin: { t: 20 + 21 * lines } };
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
  { x = [], y = [] }: { x?: readonly number[]; y?: readonly number[] } = {},
): PlotLayout {
  if (!(height >= 100))
    throw new ArgumentError(`A height of ${height} is too small.`, 'Give 100 or more.');
  return {
    ...titled(title),
    height: height + legendHeight(names),
    showlegend: names.length > 1,
    xaxis: namedAxis(xLabel, xScale, x),
    yaxis: namedAxis(axisName(yLabel, height - 110), yScale, y),
  };
}
