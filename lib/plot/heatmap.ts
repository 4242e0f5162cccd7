import { ArgumentError } from '../errors';
import { axesLayout, type AxesOptions } from './axes';
import {
  DIVERGING_SCALE,
  SEQUENTIAL_SCALE,
  divergingColour,
  sequentialColour,
  textOn,
} from './colours';
import { Figure } from './figure';
import type { PlotTrace } from './figure-data';
import { finiteRange, readMatrix, type Values } from './numbers';

export interface HeatmapOptions extends Omit<AxesOptions, 'xScale' | 'yScale'> {
  /** [rows, columns]; the first row is drawn on top. */
  values: Values;
  /** Names of the rows. @default 1, 2, 3, ... */
  rowLabels?: readonly string[];
  /** Names of the columns. @default 1, 2, 3, ... */
  columnLabels?: readonly string[];
  /** 'diverging' puts zero in the middle, for weights. @default 'diverging' where signs differ */
  colormap?: 'sequential' | 'diverging';
  /** Lowest and highest value of the colour scale. @default the values' own */
  range?: readonly [low: number, high: number];
  /** Writes each value into its cell with so many decimals. @default 2 up to 150 cells, else none */
  decimals?: number | 'none';
  /** Name of the colour bar. @default '' */
  valueLabel?: string;
}

/** Draws a matrix as coloured cells, with the numbers in them where there is room. */
export function plotHeatmap({
  values,
  rowLabels,
  columnLabels,
  colormap,
  range,
  decimals,
  valueLabel = '',
  ...axes
}: HeatmapOptions): Figure {
  const z = readMatrix(values, 'values');
  const [rows, columns] = [z.length, z[0]?.length ?? 0];
  const names = (given: readonly string[] | undefined, count: number, what: string): string[] => {
    if (given && given.length !== count) {
      throw new ArgumentError(
        `There are ${given.length} names for ${count} ${what}.`,
        'Give one name for each.',
      );
    }
    return given ? [...given] : Array.from({ length: count }, (_, i) => String(i + 1));
  };
  const [low, high] = range ?? finiteRange(z.flat());
  const diverging =
    (colormap ?? (low < 0 && high > 0 ? 'diverging' : 'sequential')) === 'diverging';
  const bound = Math.max(Math.abs(low), Math.abs(high));
  const shown = decimals ?? (rows * columns <= 150 ? 2 : 'none');
  const layout = axesLayout({ height: Math.min(560, Math.max(240, 110 + 34 * rows)), ...axes });
  const cells = { type: 'category', showgrid: false, showline: false, ticks: '' };
  const x = names(columnLabels, columns, 'columns');
  const y = names(rowLabels, rows, 'rows');
  const [zmin, zmax] = diverging ? [-bound, bound] : [low, high];
  const coloured: PlotTrace = {
    type: 'heatmap',
    z,
    x,
    y,
    zmin,
    zmax,
    colorscale: diverging ? DIVERGING_SCALE : SEQUENTIAL_SCALE,
    colorbar: { title: { text: valueLabel } },
  };
  if (shown !== 'none') Object.assign(coloured, { xgap: 2, ygap: 2 });
  // A trace of its own for the numbers: a heatmap's own text is dark grey on middling colours.
  const numbers = (decimals: number): PlotTrace => ({
    type: 'scatter',
    mode: 'text',
    x: z.flatMap(() => x),
    y: z.flatMap((row, r) => row.map(() => y[r]!)),
    text: z.flat().map((value) => value.toFixed(decimals).replace('-', '−')),
    textfont: {
      size: 12,
      color: z.flat().map((value) => {
        const t = zmax > zmin ? (value - zmin) / (zmax - zmin) : 0.5;
        return textOn(diverging ? divergingColour(2 * t - 1) : sequentialColour(t));
      }),
    },
    hoverinfo: 'skip',
  });
  return new Figure(shown === 'none' ? [coloured] : [coloured, numbers(shown)], {
    ...layout,
    xaxis: { ...(layout['xaxis'] as object), ...cells },
    yaxis: { ...(layout['yaxis'] as object), ...cells, autorange: 'reversed' },
  });
}
