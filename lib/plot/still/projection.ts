import { GRID, INK } from '../colours';
import type { FigureData, PlotLayout, PlotTrace } from '../figure-data';
import { finiteRange } from '../numbers';
import { CAMERA } from '../template';

type Point = readonly [x: number, y: number, z: number];

const EYE: Point = [CAMERA.eye.x, CAMERA.eye.y, CAMERA.eye.z];
const CENTRE: Point = [CAMERA.center.x, CAMERA.center.y, CAMERA.center.z];

const scaled = ([x, y, z]: Point, by: number): Point => [x * by, y * by, z * by];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Point): Point => scaled(a, 1 / Math.sqrt(dot(a, a)));

const FORWARD = unit([CENTRE[0] - EYE[0], CENTRE[1] - EYE[1], CENTRE[2] - EYE[2]]);
const RIGHT = unit(cross(FORWARD, [0, 0, 1]));
const UP = cross(RIGHT, FORWARD);

/** Half the height of the picture at distance 1: plotly's camera sees 45 degrees from top to bottom. */
const HALF_HEIGHT = Math.tan(Math.PI / 8);

/** Right, up and distance of a point of the cube [-1/2, 1/2]^3, seen in perspective from the eye. */
function project(point: Point): Point {
  const from: Point = [point[0] - EYE[0], point[1] - EYE[1], point[2] - EYE[2]];
  const distance = dot(from, FORWARD);
  return [dot(from, RIGHT) / distance, dot(from, UP) / distance, distance];
}

/** Round numbers, at most six, that lie between low and high. */
export function roundTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A little more than the values take up, so that no point lies on a wall. */
function padded([low, high]: readonly [number, number]): [number, number] {
  const margin = high > low ? 0.04 * (high - low) : 0.5;
  return [low - margin, high + margin];
}

const AXES = ['x', 'y', 'z'] as const;

/** Two ends of an axis's edge of the cube, and the direction in which its labels stand off. */
const EDGES: Readonly<Record<(typeof AXES)[number], (t: number, off: number) => Point>> = {
  x: (t, off) => [t, 0.5 + off, -0.5],
  y: (t, off) => [0.5 + off, t, -0.5],
  z: (t, off) => [0.5 + off, -0.5 - off, t],
};

/** On the three far walls: the line of constant value of one axis. */
const WALLS: Readonly<Record<(typeof AXES)[number], (t: number) => Point[]>> = {
  x: (t) => [
    [t, 0.5, -0.5],
    [t, -0.5, -0.5],
    [t, -0.5, 0.5],
  ],
  y: (t) => [
    [0.5, t, -0.5],
    [-0.5, t, -0.5],
    [-0.5, t, 0.5],
  ],
  z: (t) => [
    [0.5, -0.5, t],
    [-0.5, -0.5, t],
    [-0.5, 0.5, t],
  ],
};

function polyline(points: Point[][], color: string): PlotTrace {
  const flat = points.flatMap((line) => [...line.map(project), undefined]);
  return {
    type: 'scatter',
    mode: 'lines',
    x: flat.map((point) => point?.[0] ?? null),
    y: flat.map((point) => point?.[1] ?? null),
    line: { color, width: 1 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

function label(text: string, at: Point, size: number): PlotLayout {
  const [x, y] = project(at);
  return { text, x, y, showarrow: false, font: { size } };
}

/** Back to front, so that near points cover far ones; per-point values follow their points. */
function projectTrace(trace: PlotTrace, toCube: (values: number[]) => Point): PlotTrace {
  const { z, ...rest } = trace;
  const [xs, ys, zs] = [trace['x'] as number[], trace['y'] as number[], z as number[]];
  delete rest['scene'];
  const placed = xs.map((x, i) => project(toCube([x, ys[i]!, zs[i]!])));
  const order = placed.map((_, i) => i);
  if (trace['mode'] === 'markers') order.sort((a, b) => placed[b]![2] - placed[a]![2]);
  const marker = { ...(trace['marker'] as Record<string, unknown>) };
  // plotly draws a marker in space larger than the same marker in the plane.
  if (typeof marker['size'] === 'number') marker['size'] *= 1.7;
  if (Array.isArray(marker['color'])) {
    const colours = marker['color'] as unknown[];
    marker['color'] = order.map((i) => colours[i]);
  }
  return {
    ...rest,
    type: 'scatter',
    x: order.map((i) => placed[i]![0]),
    y: order.map((i) => placed[i]![1]),
    marker,
  };
}

/**
 * Replaces the 3-D points and lines of a figure by their perspective projection into the plane, axes
 * and walls included, as plotly shows them before anyone turns the cube.
 */
export function flattenScene({ data, layout }: FigureData): FigureData {
  const { scene = {}, ...rest } = layout as {
    scene?: Record<string, { title?: { text?: string } }>;
  };
  const ranges = AXES.map((axis) =>
    padded(finiteRange(data.flatMap((trace) => trace[axis] as number[]))),
  );
  const toUnit = (value: number, axis: number): number => {
    const [low, high] = ranges[axis]!;
    return (value - low) / (high - low) - 0.5;
  };
  const toCube = (values: number[]): Point => [
    toUnit(values[0]!, 0),
    toUnit(values[1]!, 1),
    toUnit(values[2]!, 2),
  ];
  const annotations: PlotLayout[] = [];
  const grid: Point[][] = [];
  AXES.forEach((axis, i) => {
    for (const tick of roundTicks(...ranges[i]!)) {
      const t = toUnit(tick, i);
      grid.push(WALLS[axis](t));
      annotations.push(label(String(tick), EDGES[axis](t, 0.09), 11));
    }
    const name = scene[`${axis}axis`]?.title?.text ?? axis;
    annotations.push(label(name, EDGES[axis](0, 0.26), 13));
  });
  const frame = AXES.flatMap((axis) => [
    WALLS[axis](-0.5),
    [EDGES[axis](-0.5, 0), EDGES[axis](0.5, 0)],
  ]);
  const hidden = { visible: false, fixedrange: true };
  return {
    data: [
      polyline(grid, GRID),
      polyline(frame, INK),
      ...data.map((trace) => projectTrace(trace, toCube)),
    ],
    layout: {
      ...rest,
      annotations,
      xaxis: { ...hidden, range: [-HALF_HEIGHT, HALF_HEIGHT] },
      yaxis: { ...hidden, range: [-HALF_HEIGHT, HALF_HEIGHT], scaleanchor: 'x' },
    },
  };
}

const WEBGL_ONLY =
  /(3d|gl)$|^(scatter|choropleth|density)map$|^(surface|isosurface|volume|cone|streamtube|splom|parcoords)$/;

/** The type of a trace that plotly draws with WebGL alone; undefined where there is none. */
export function webglType({ data }: FigureData): string | undefined {
  return data.find(({ type }) => WEBGL_ONLY.test(type))?.type;
}

/** A figure of traces that can be drawn without WebGL, equal to the given one to the eye. */
export function withoutWebgl(figure: FigureData): FigureData {
  const types = figure.data.map(({ type }) => type);
  if (types.length > 0 && types.every((type) => type === 'scatter3d')) return flattenScene(figure);
  if (!types.includes('scattergl')) return figure;
  const data = figure.data.map((trace) =>
    trace.type === 'scattergl' ? { ...trace, type: 'scatter' } : trace,
  );
  return { ...figure, data };
}
