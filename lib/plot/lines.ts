import { ArgumentError } from '../errors';
import { axesLayout, axisName, namedAxis, type AxesOptions, type AxisScale } from './axes';
import { COLOURS, DASHES } from './colours';
import { Figure } from './figure';
import type { PlotTrace } from './figure-data';
import { readList, type Values } from './numbers';

/** A line with x of its own, or with error bars. */
export interface SeriesOptions {
  y: Values;
  /** @default the x of all series */
  x?: Values;
  /** Length of the error bar above and below each point, say a standard deviation. @default none */
  error?: Values;
}

/** Values of y by the name of the series, or more about a series. */
export type SeriesByName = Readonly<Record<string, Values | SeriesOptions>>;

/** A second plot below the first, on the same x axis. */
export interface PanelOptions {
  series: SeriesByName;
  /** @default '' */
  yLabel?: string;
  /** @default 'linear' */
  yScale?: AxisScale;
}

export interface LinesOptions extends AxesOptions {
  /** One line for each name; a name used in both panels keeps its colour. */
  series: SeriesByName;
  /** x of all series that have none of their own. @default 0, 1, 2, ... */
  x?: Values;
  /** Marks every point too. @default for at most 30 points a line */
  markers?: boolean;
  /** A second panel below, sharing x. @default none */
  below?: PanelOptions;
}

interface Line {
  name: string;
  x: number[];
  y: number[];
  error: number[] | undefined;
}

function readLines(series: SeriesByName, sharedX: number[] | undefined): Line[] {
  const lines = Object.entries(series).map(([name, values]) => {
    const own = 'y' in values ? values : undefined;
    const y = readList(own ? own.y : (values as Values), `Series '${name}'`);
    const x = own?.x ? readList(own.x, `x of series '${name}'`) : (sharedX ?? y.map((_, i) => i));
    const error = own?.error && readList(own.error, `error of series '${name}'`);
    const mustMatch = (list: number[], what: string): void => {
      if (list.length === y.length) return;
      throw new ArgumentError(
        `Series '${name}' has ${y.length} values for ${list.length} ${what}.`,
        'Give as many of one as of the other.',
      );
    };
    mustMatch(x, 'values of x');
    if (error) mustMatch(error, 'error bars');
    return { name, x, y, error };
  });
  if (lines.length === 0) throw new ArgumentError('There is no series.', 'Give at least one.');
  return lines;
}

/**
 * Draws lines, in one panel or in two that share x.
 * Throws ArgumentError where there is no series or a series and its x or error differ in length.
 *
 * @example plotLines({ title: 'Sigmoid', x, series: { sigmoid: y }, xLabel: 'u', yLabel: 'f(u)' })
 */
export function plotLines({ series, x, markers, below, ...axes }: LinesOptions): Figure {
  const sharedX = x === undefined ? undefined : readList(x, 'x');
  const upper = readLines(series, sharedX);
  const lower = below ? readLines(below.series, sharedX) : [];
  const names = [...new Set([...upper, ...lower].map(({ name }) => name))];
  const longest = Math.max(...[...upper, ...lower].map((line) => line.y.length));
  const mode = (markers ?? longest <= 30) ? 'lines+markers' : 'lines';

  const traces = (lines: Line[], yaxis: string, drawn: Line[]): PlotTrace[] =>
    lines.map(({ name, x: xs, y, error }) => {
      const place = names.indexOf(name) % COLOURS.length;
      return {
        type: 'scatter',
        mode,
        name,
        legendgroup: name,
        showlegend: !drawn.some((line) => line.name === name),
        x: xs,
        y,
        yaxis,
        line: { color: COLOURS[place], dash: DASHES[place], width: 2 },
        marker: { size: 6 },
        ...(error && { error_y: { type: 'data', array: error, thickness: 1.5, width: 5 } }),
      };
    });

  const xs = [...upper, ...lower].flatMap((line) => line.x);
  const [upperYs, lowerYs] = [upper, lower].map((lines) => lines.flatMap((line) => line.y));
  if (!below) {
    return new Figure(traces(upper, 'y', []), axesLayout(axes, names, { x: xs, y: upperYs! }));
  }
  // One line a panel: the names of the axes say what a legend would.
  const legend = upper.length > 1 || lower.length > 1 || names.length === 1 ? names : [];
  const { height = 480 } = axes;
  const name = (label = ''): string => axisName(label, (height - 110) / 2.2);
  return new Figure([...traces(upper, 'y', []), ...traces(lower, 'y2', upper)], {
    ...axesLayout({ ...axes, height }, legend),
    xaxis: { ...namedAxis(axes.xLabel ?? '', axes.xScale, xs), anchor: 'y2' },
    yaxis: { ...namedAxis(name(axes.yLabel), axes.yScale, upperYs), domain: [0.45, 1] },
    yaxis2: { ...namedAxis(name(below.yLabel), below.yScale, lowerYs), domain: [0, 0.38] },
  });
}

export interface LearningCurvesOptions extends Omit<LinesOptions, 'series' | 'x' | 'below'> {
  /** One value an epoch by the name of the curve: a history. */
  curves: Readonly<Record<string, Values>>;
  /** A second panel below, say wrong bits under the loss. @default none */
  below?: { curves: Readonly<Record<string, Values>>; yLabel?: string; yScale?: AxisScale };
  /** The epoch of the first value. @default 1 */
  firstEpoch?: number;
}

/**
 * Draws what was measured once an epoch against the epoch.
 *
 * @example
 * plotLearningCurves({
 *   curves: { dense: crossEntropy }, yLabel: 'cross-entropy',
 *   below: { curves: { dense: wrongBits }, yLabel: 'wrong bits' },
 * })
 */
export function plotLearningCurves({
  curves,
  below,
  firstEpoch = 1,
  title = 'Learning curves',
  xLabel = 'epoch',
  yLabel = 'loss',
  ...options
}: LearningCurvesOptions): Figure {
  const byEpoch = (named: Readonly<Record<string, Values>>): SeriesByName =>
    Object.fromEntries(
      Object.entries(named).map(([name, values]) => {
        const y = readList(values, `Curve '${name}'`);
        return [name, { x: y.map((_, i) => firstEpoch + i), y }];
      }),
    );
  return plotLines({
    ...options,
    title,
    xLabel,
    yLabel,
    series: byEpoch(curves),
    ...(below && { below: { ...below, series: byEpoch(below.curves) } }),
  });
}
