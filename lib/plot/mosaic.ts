import { ArgumentError } from '../errors';
import { markedTitle } from '../display/data-mark';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { mosaicHtml, mosaicsHtml, type MosaicPicture } from './mosaic-html';
import { finiteRange, readNumbers, shortNumber, type Values } from './numbers';
import {
  drawTiles,
  joinPictures,
  pngBase64,
  type Colormap,
  type Grid,
  type Picture,
  type Tiles,
} from './raster';

/** What the darkest and the lightest colour stand for. */
export type MosaicScale = 'per-tile' | 'shared' | readonly [low: number, high: number];

export interface MosaicOptions {
  /** [n, height, width], or [n, height, width, 1 or 3 channels]. */
  tiles: Values;
  /** Tiles in a row. @default n up to 8 tiles, else the square root of n, rounded up */
  columns?: number;
  /** Title above the mosaic. @default '' */
  title?: string;
  /** A name for each row. @default none */
  rowLabels?: readonly string[];
  /** A name for each column. @default none */
  columnLabels?: readonly string[];
  /**
   * 'shared' takes the range of all tiles, 'per-tile' each tile's own, [low, high] clips to these.
   * @default 'shared'
   */
  scale?: MosaicScale;
  /** 'grey' runs from black to white; 'diverging' from blue over white at zero to red. @default 'grey' */
  colormap?: Colormap;
  /** Screen pixels for each pixel of a tile. @default as many as 640 across allow, tiles at most 96 wide */
  zoom?: number;
  /** Screen pixels between tiles. @default 2 */
  gap?: number;
}

function readTiles(values: Values): Tiles {
  const { shape, data } = readNumbers(values);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const known = shape.length === 3 || (shape.length === 4 && (channels === 1 || channels === 3));
  if (!known || data.length === 0) {
    throw new ArgumentError(
      `A mosaic cannot be made of shape [${shape.join(', ')}].`,
      'Give tiles of shape [n, height, width] or [n, height, width, 3].',
    );
  }
  return { count, height, width, channels: channels as 1 | 3, data };
}

function positiveInteger(value: number, name: string, least = 1): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(`${name} is ${value}.`, `Give a whole number, ${least} or more.`);
}

/** Around zero, as far to both sides, where the map diverges. */
function aroundZero([low, high]: readonly [number, number], colormap: Colormap): [number, number] {
  const bound = Math.max(Math.abs(low), Math.abs(high));
  return colormap === 'diverging' ? [-bound, bound] : [low, high];
}

/** Small pictures in rows and columns, their pixels drawn as sharp squares. */
export class Mosaic implements MosaicPicture, Displayable {
  readonly title: string;
  readonly rowLabels: readonly string[];
  readonly columnLabels: readonly string[];
  readonly colormap: Colormap;
  readonly grid: Grid;
  /** The picture itself. */
  readonly picture: Picture;
  /** [n, height, width] or [n, height, width, 3]. */
  readonly shape: readonly number[];
  /** The values of the tiles, row by row, as they were given. */
  readonly values: Float64Array;
  /** What the ends of the colours stand for; 'per-tile' where that differs from tile to tile. */
  readonly range: readonly [low: number, high: number] | 'per-tile';

  constructor({
    tiles: values,
    columns,
    title = '',
    rowLabels = [],
    columnLabels = [],
    scale = 'shared',
    colormap = 'grey',
    zoom,
    gap = 2,
  }: MosaicOptions) {
    const tiles = readTiles(values);
    const { count, height, width, channels, data } = tiles;
    const across = positiveInteger(
      columns ?? (count <= 8 ? count : Math.ceil(Math.sqrt(count))),
      'columns',
    );
    positiveInteger(gap, 'gap', 0);
    const room = Math.min(96, 640 / across - gap);
    const grid = {
      columns: across,
      rows: Math.ceil(count / across),
      zoom: positiveInteger(zoom ?? Math.max(1, Math.floor(room / width)), 'zoom'),
      gap,
    };
    if (rowLabels.length > 0 && rowLabels.length !== grid.rows) {
      throw new ArgumentError(
        `There are ${rowLabels.length} row labels for ${grid.rows} rows.`,
        'Give one for each row.',
      );
    }
    if (columnLabels.length > 0 && columnLabels.length !== across) {
      throw new ArgumentError(
        `There are ${columnLabels.length} column labels for ${across} columns.`,
        'Give one for each column.',
      );
    }
    if (Array.isArray(scale) && !(scale[0]! < scale[1]!)) {
      throw new ArgumentError(`The scale runs from ${scale.join(' to ')}.`, 'Give [low, high].');
    }
    const size = height * width * channels;
    const shared = typeof scale === 'string' ? finiteRange(data) : scale;
    this.title = title;
    this.rowLabels = rowLabels;
    this.columnLabels = columnLabels;
    this.colormap = colormap;
    this.grid = grid;
    this.values = data;
    this.shape = channels === 1 ? [count, height, width] : [count, height, width, channels];
    this.range = scale === 'per-tile' ? scale : aroundZero(shared, colormap);
    this.picture = drawTiles(
      tiles,
      grid,
      (tile) =>
        this.range === 'per-tile'
          ? aroundZero(finiteRange(data.subarray(tile * size, (tile + 1) * size)), colormap)
          : this.range,
      colormap,
    );
  }

  /** One line: title, sizes, and what the colours stand for. */
  get summary(): string {
    const [count, height, width] = this.shape;
    const range =
      this.range === 'per-tile'
        ? 'each tile on its own range'
        : `values from ${shortNumber(this.range[0])} to ${shortNumber(this.range[1])}`;
    const tiles = `${count} ${count === 1 ? 'tile' : 'tiles'} of ${height}x${width}, ${range}`;
    const title = markedTitle(this.title);
    return title ? `${title}: ${tiles}` : tiles;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return {
      'text/html': mosaicHtml(this),
      'image/png': pngBase64(this.picture),
      'text/plain': this.summary,
    };
  }
}

/** Several mosaics beside one another, for comparison; on a narrow page below one another. */
export class MosaicRow implements Displayable {
  readonly mosaics: readonly Mosaic[];
  readonly title: string;

  constructor(mosaics: readonly Mosaic[], title = '') {
    if (mosaics.length === 0) {
      throw new ArgumentError('There is no mosaic.', 'Give at least one.');
    }
    this.mosaics = mosaics;
    this.title = title;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const lines = this.mosaics.map(({ summary }) => summary);
    return {
      'text/html': mosaicsHtml(this.mosaics, this.title),
      'image/png': pngBase64(
        joinPictures(
          this.mosaics.map(({ picture }) => picture),
          24,
        ),
      ),
      'text/plain': [...(this.title ? [this.title] : []), ...lines].join('\n'),
    };
  }
}

/**
 * Draws tiles as a mosaic: filters, images, or images above their reconstructions.
 * Throws ArgumentError for other shapes and for labels that do not match rows or columns.
 *
 * @example plotMosaic({ tiles: W.transpose().reshape([4, 3, 3]), title: 'Filters', colormap: 'diverging' })
 */
export function plotMosaic(options: MosaicOptions): Mosaic {
  return new Mosaic(options);
}

/**
 * Draws several mosaics beside one another. Where `zoom` is not given, each is drawn small enough
 * that all of them fit in one row of 720 pixels, if two screen pixels for each of theirs allow it.
 */
export function plotMosaics(
  mosaics: readonly MosaicOptions[],
  { title = '' }: { title?: string } = {},
): MosaicRow {
  const room = 720 / Math.max(1, mosaics.length) - 24;
  return new MosaicRow(
    mosaics.map((options) => {
      const mosaic = new Mosaic(options);
      const { columns, zoom, gap } = mosaic.grid;
      if (options.zoom !== undefined || mosaic.picture.width <= room) return mosaic;
      const fitting = Math.floor((room - gap - columns * gap) / (columns * mosaic.shape[2]!));
      const smaller = Math.max(Math.min(2, zoom), fitting);
      return smaller === zoom ? mosaic : new Mosaic({ ...options, zoom: smaller });
    }),
    title,
  );
}
