import { ArgumentError } from '../errors';
import { axesLayout, legendHeight, titled, type AxesOptions } from './axes';
import { COLOURS, SEQUENTIAL_SCALE, SYMBOLS } from './colours';
import { Figure } from './figure';
import type { PlotTrace } from './figure-data';
import { readList, readMatrix, type Values } from './numbers';

interface PointsOptions {
  /** Class of each point: one colour, symbol and legend entry a class. @default none */
  classes?: Values | readonly string[];
  /** Names of classes 0, 1, 2, ... where `classes` are numbers. @default the numbers */
  classNames?: readonly string[];
  /** A value of each point, shown by a colour bar; not together with `classes`. @default none */
  values?: Values;
  /** Name of `values` beside the colour bar. @default '' */
  valueLabel?: string;
  /** Diameter of a point in pixels. @default 6 */
  size?: number;
}

export interface ScatterOptions extends AxesOptions, PointsOptions {
  /** [n, 2]: one point a row. */
  points: Values;
  /** One unit of x is as long as one of y. @default false */
  equalAxes?: boolean;
}

export interface Scatter3dOptions extends PointsOptions {
  /** [n, 3]: one point a row. */
  points: Values;
  /** @default '' */
  title?: string;
  /** Names of the three axes. @default ['x', 'y', 'z'] */
  labels?: readonly [x: string, y: string, z: string];
  /** Height in CSS pixels without the legend. @default 460 */
  height?: number;
}

interface PointGroup {
  name: string;
  rows: number[][];
  marker: Record<string, unknown>;
}

function readClasses(
  classes: Values | readonly string[],
  classNames: readonly string[] | undefined,
): string[] {
  if (Array.isArray(classes) && typeof classes[0] === 'string') return classes as string[];
  return readList(classes as Values, 'classes').map((k) => classNames?.[k] ?? String(k));
}

/** Classes in the order of `classNames`, or of their numbers, or of the alphabet. */
function inOrder(labels: string[], classNames: readonly string[] | undefined): string[] {
  const place = (label: string): number => classNames?.indexOf(label) ?? Number(label);
  return [...new Set(labels)].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

function groupPoints(rows: number[][], options: PointsOptions): PointGroup[] {
  const { classes, classNames, values, valueLabel = '', size = 6 } = options;
  if (classes !== undefined && values !== undefined) {
    throw new ArgumentError('Points have classes and values at once.', 'Give one of the two.');
  }
  const mustMatch = (length: number, name: string): void => {
    if (length === rows.length) return;
    throw new ArgumentError(
      `There are ${length} ${name} for ${rows.length} points.`,
      'Give one for each point.',
    );
  };
  if (values !== undefined) {
    const color = readList(values, 'values');
    mustMatch(color.length, 'values');
    const bar = { title: { text: valueLabel } };
    const marker = { size, color, colorscale: SEQUENTIAL_SCALE, showscale: true, colorbar: bar };
    return [{ name: valueLabel, rows, marker }];
  }
  if (classes === undefined) return [{ name: '', rows, marker: { size, color: COLOURS[0] } }];
  const labels = readClasses(classes, classNames);
  mustMatch(labels.length, 'classes');
  return inOrder(labels, classNames).map((name, i) => ({
    name,
    rows: rows.filter((_, row) => labels[row] === name),
    marker: {
      size,
      color: COLOURS[i % COLOURS.length],
      symbol: SYMBOLS[i % SYMBOLS.length],
      opacity: 0.85,
    },
  }));
}

const column = (rows: number[][], index: number): number[] => rows.map((row) => row[index]!);

/** Draws points in the plane, coloured by class or by a value. Throws ArgumentError for other shapes. */
export function plotScatter({ points, equalAxes = false, ...options }: ScatterOptions): Figure {
  const rows = readMatrix(points, 'points', 2);
  const groups = groupPoints(rows, options);
  const data = groups.map(({ name, rows, marker }): PlotTrace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: column(rows, 0),
    y: column(rows, 1),
    marker,
  }));
  const layout = axesLayout(
    { height: 440, ...options },
    groups.map(({ name }) => name),
    { x: column(rows, 0), y: column(rows, 1) },
  );
  // The legend's symbols are of one size, however small the points are.
  layout['legend'] = { itemsizing: 'constant' };
  if (equalAxes) {
    layout['yaxis'] = { ...(layout['yaxis'] as object), scaleanchor: 'x', scaleratio: 1 };
  }
  return new Figure(data, layout);
}

/** plotly's 3-D points know fewer symbols. */
const SYMBOLS_3D = ['circle', 'square', 'diamond', 'cross', 'circle-open', 'x', 'square-open'];

/** Draws points in space, coloured by class or by a value; can be turned where Plotly is at hand. */
export function plotScatter3d({
  points,
  title = '',
  labels = ['x', 'y', 'z'],
  height = 460,
  ...options
}: Scatter3dOptions): Figure {
  const groups = groupPoints(readMatrix(points, 'points', 3), { size: 4, ...options });
  const data = groups.map(({ name, rows, marker }, i): PlotTrace => ({
    type: 'scatter3d',
    mode: 'markers',
    name,
    x: column(rows, 0),
    y: column(rows, 1),
    z: column(rows, 2),
    marker: { ...marker, symbol: SYMBOLS_3D[i % SYMBOLS_3D.length] },
  }));
  const names = groups.map(({ name }) => name);
  const [xaxis, yaxis, zaxis] = labels.map((text) => ({ title: { text } }));
  return new Figure(data, {
    ...titled(title),
    height: height + legendHeight(names),
    showlegend: names.length > 1,
    scene: { xaxis, yaxis, zaxis },
  });
}
