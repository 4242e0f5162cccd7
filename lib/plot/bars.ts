import { ArgumentError } from '../errors';
import { axesLayout, type AxesOptions } from './axes';
import { COLOURS, DASHES } from './colours';
import { Figure } from './figure';
import { finiteRange, readList, readNumbers, type Values } from './numbers';

export interface BarsOptions extends AxesOptions {
  /** One group of bars for each name, all equally long. */
  series: Readonly<Record<string, Values>>;
  /** Name under each bar. @default 1, 2, 3, ... */
  labels?: readonly string[];
}

/** Draws bars; several series stand side by side. Throws ArgumentError where lengths differ. */
export function plotBars({ series, labels, ...axes }: BarsOptions): Figure {
  const names = Object.keys(series);
  if (names.length === 0) throw new ArgumentError('There is no series.', 'Give at least one.');
  const heights = names.map((name) => readList(series[name]!, `Series '${name}'`));
  const x = labels ?? heights[0]!.map((_, i) => String(i + 1));
  const odd = heights.findIndex((values) => values.length !== x.length);
  if (odd >= 0) {
    throw new ArgumentError(
      `Series '${names[odd]}' has ${heights[odd]!.length} values for ${x.length} bars.`,
      'Give one value for each bar.',
    );
  }
  const layout = axesLayout(axes, names, { y: heights.flat() });
  return new Figure(
    names.map((name, i) => ({
      type: 'bar',
      name,
      x: [...x],
      y: heights[i],
      marker: { color: COLOURS[i % COLOURS.length] },
    })),
    // Numbers as names: without 'category' plotly would read '1', '2' as a scale with gaps.
    { ...layout, bargap: 0.25, xaxis: { ...(layout['xaxis'] as object), type: 'category' } },
  );
}

export interface HistogramOptions extends AxesOptions {
  /** Values of any shape by name; several are drawn as outlines over one another. */
  series: Readonly<Record<string, Values>>;
  /** Number of bins between the smallest and the largest value. @default 30 */
  bins?: number;
}

/**
 * Counts values in equal bins, the same for all series; the last bin holds its upper end too.
 * Values that are not finite are not counted. Throws ArgumentError without a series or a bin.
 */
export function plotHistogram({
  series,
  bins = 30,
  yLabel = 'count',
  ...axes
}: HistogramOptions): Figure {
  const names = Object.keys(series);
  if (names.length === 0) throw new ArgumentError('There is no series.', 'Give at least one.');
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArgumentError(`${bins} is no number of bins.`, 'Give a whole number, 1 or more.');
  }
  const all = names.map((name) => Array.from(readNumbers(series[name]!).data));
  const [low, top] = finiteRange(all.flat());
  const high = top > low ? top : low + 1;
  const width = (high - low) / bins;
  const centres = Array.from({ length: bins }, (_, i) => low + (i + 0.5) * width);
  const counts = all.map((values) => {
    const count = new Array<number>(bins).fill(0);
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      count[Math.min(bins - 1, Math.floor((value - low) / width))]! += 1;
    }
    return count;
  });
  const layout = axesLayout({ ...axes, yLabel }, names, { x: centres, y: counts.flat() });
  if (names.length === 1) {
    const marker = { color: COLOURS[0] };
    const bars = { type: 'bar', name: names[0], x: centres, y: counts[0], width, marker };
    return new Figure([bars], { ...layout, bargap: 0 });
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + i * width);
  return new Figure(
    names.map((name, i) => ({
      type: 'scatter',
      mode: 'lines',
      name,
      // From zero up at the first edge, each count until the next edge, down to zero at the last.
      x: [low, ...edges, high],
      y: [0, ...counts[i]!, counts[i]!.at(-1), 0],
      line: { color: COLOURS[i % COLOURS.length], dash: DASHES[i % DASHES.length], shape: 'hv' },
      fill: 'tozeroy',
      fillcolor: `${COLOURS[i % COLOURS.length]}33`,
    })),
    { ...layout, yaxis: { ...(layout['yaxis'] as object), rangemode: 'tozero' } },
  );
}
