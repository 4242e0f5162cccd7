import { GIFEncoder } from 'gifenc';
import { markedTitle } from '../display/data-mark';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { ArgumentError } from '../errors';
import { titled } from './axes';
import { COLOURS, GRID, INK } from './colours';
import { Figure } from './figure';
import { finiteRange, readNumbers, type Values } from './numbers';
import { drawTiles } from './raster';
import { FONT_FAMILY } from './template';
import { escapeText } from './words';

/** Pictures of one size that follow one another. */
export interface FramesOptions {
  /** [n, height, width]: the frames in their order. */
  frames: Values;
  /** @default '' */
  title?: string;
  /** The values that become black and white. @default the least and the largest of all frames */
  scale?: readonly [low: number, high: number];
}

/** How {@link plotAnimation} shows frames. */
export interface AnimationOptions extends FramesOptions {
  /** How long each frame is shown. @default 0.15 */
  seconds?: number;
  /** Goes back again, so that nothing jumps where it is repeated. @default true */
  thereAndBack?: boolean;
  /** Screen pixels for each pixel of a frame. @default as many as make it about 140 high */
  zoom?: number;
}

/** How {@link plotSlider} shows frames. */
export interface SliderOptions extends FramesOptions {
  /** A name for each frame, shown above the slider. @default 1, 2, 3, ... */
  labels?: readonly string[];
}

/** Frames as a GIF file that repeats itself for ever. */
export class AnimatedPicture implements Displayable {
  constructor(
    readonly title: string,
    /** The bytes of the file; equal frames give equal bytes. */
    readonly gif: Uint8Array,
    readonly width: number,
    readonly height: number,
    /** Title, and how many frames of what size. */
    readonly summary: string,
  ) {}

  [JUPYTER_DISPLAY](): MimeBundle {
    const base64 = Buffer.from(this.gif).toString('base64');
    const title = markedTitle(this.title);
    const font = `font-family:${FONT_FAMILY.replace(/"/g, "'")}`;
    const heading = `<div style="font-size:15px;margin-bottom:6px">${escapeText(title)}</div>`;
    return {
      'text/html':
        `<figure style="margin:8px 0;padding:0;${font}">${title ? heading : ''}` +
        `<img alt="${escapeText(this.summary)}" width="${this.width}" height="${this.height}" ` +
        `src="data:image/gif;base64,${base64}" style="display:block;max-width:100%;height:auto;` +
        `margin:0;image-rendering:pixelated"></figure>`,
      'image/gif': base64,
      'text/plain': this.summary,
    };
  }
}

/** Frames with the range of their values. */
interface FramesRead {
  count: number;
  height: number;
  width: number;
  data: Float64Array;
  range: readonly [low: number, high: number];
}

function readFrames({ frames, scale }: FramesOptions): FramesRead {
  const { shape, data } = readNumbers(frames);
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || data.length === 0) {
    throw new ArgumentError(
      `Frames cannot be made of shape [${shape.join(', ')}].`,
      'Give pictures of shape [n, height, width].',
    );
  }
  if (scale && !(scale[0] < scale[1])) {
    throw new ArgumentError(`The scale runs from ${scale.join(' to ')}.`, 'Give [low, high].');
  }
  return { count, height, width, data, range: scale ?? finiteRange(data) };
}

const GREYS = Array.from({ length: 256 }, (_, i) => [i, i, i] as const);

/**
 * Shows frames one after the other, as a GIF: it moves in every page and needs no script.
 * Throws ArgumentError for other shapes.
 *
 * @example plotAnimation({ frames: path.reshape([21, 28, 28]), scale: [0, 1], title: 'From 1 to 7' })
 */
export function plotAnimation(options: AnimationOptions): AnimatedPicture {
  const { title = '', seconds = 0.15, thereAndBack = true } = options;
  const { count, height, width, data, range } = readFrames(options);
  const zoom = options.zoom ?? Math.max(1, Math.floor(140 / height));
  if (!(seconds > 0) || !Number.isInteger(zoom) || zoom < 1) {
    throw new ArgumentError(
      `Frames of ${seconds} s at a zoom of ${zoom} cannot be shown.`,
      'Give seconds above 0 and a whole zoom, 1 or more.',
    );
  }
  const there = Array.from({ length: count }, (_, i) => i);
  const order = thereAndBack ? [...there, ...there.slice(1, -1).reverse()] : there;
  const encoder = GIFEncoder();
  for (const [place, frame] of order.entries()) {
    const tile = data.subarray(frame * height * width, (frame + 1) * height * width);
    const picture = drawTiles(
      { count: 1, height, width, channels: 1, data: tile },
      { columns: 1, rows: 1, zoom, gap: 0 },
      () => range,
      'grey',
    );
    const index = Uint8Array.from(
      { length: picture.data.length / 4 },
      (_, i) => picture.data[4 * i]!,
    );
    encoder.writeFrame(index, picture.width, picture.height, {
      delay: Math.round(1000 * seconds),
      ...(place === 0 && { palette: GREYS, repeat: 0 }),
    });
  }
  encoder.finish();
  const size = `${count} frames of ${height}x${width}`;
  const marked = markedTitle(title);
  const summary = marked ? `${marked}: ${size}` : size;
  return new AnimatedPicture(title, encoder.bytes(), width * zoom, height * zoom, summary);
}

/**
 * Shows one frame at a time, and a slider that chooses which; the still picture shows the first.
 * Throws ArgumentError for other shapes and for labels that do not match the frames.
 */
export function plotSlider(options: SliderOptions): Figure {
  const { count, height, width, data, range } = readFrames(options);
  const labels = options.labels ?? Array.from({ length: count }, (_, i) => String(i + 1));
  if (labels.length !== count) {
    throw new ArgumentError(
      `There are ${labels.length} labels for ${count} frames.`,
      'Give one for each.',
    );
  }
  const shade = (value: number): number => {
    const t = range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5;
    return Math.round(255 * Math.min(1, Math.max(0, t)));
  };
  const matrix = (frame: number): number[][] =>
    Array.from({ length: height }, (_, row) => {
      const start = (frame * height + row) * width;
      return Array.from(data.subarray(start, start + width), shade);
    });
  const axis = { visible: false, constrain: 'domain' };
  return new Figure(
    [
      {
        type: 'heatmap',
        z: matrix(0),
        zmin: 0,
        zmax: 255,
        colorscale: [
          [0, '#000000'],
          [1, '#ffffff'],
        ],
        showscale: false,
        hoverinfo: 'skip',
      },
    ],
    {
      ...titled(options.title ?? ''),
      height: 400,
      xaxis: axis,
      yaxis: { ...axis, autorange: 'reversed', scaleanchor: 'x' },
      sliders: [
        {
          active: 0,
          len: 0.8,
          x: 0.1,
          bgcolor: GRID,
          bordercolor: INK,
          activebgcolor: COLOURS[0],
          tickcolor: INK,
          font: { color: INK },
          currentvalue: { xanchor: 'center' },
          steps: labels.map((label, frame) => ({
            label,
            method: 'restyle',
            // One entry for each trace. With pixels alone plotly would tell the step from them, and
            // of two equal frames, as a path has that comes back, it would take the last.
            args: [{ z: [matrix(frame)], meta: [label] }],
          })),
        },
      ],
    },
  );
}
