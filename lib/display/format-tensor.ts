import type * as tf from '../backend/tf';
import { formatFixed, formatNonFinite, formatScientific } from './format-number';

/** Digits after the point. */
const PRECISION = 4;
/** Columns of a line. */
const LINE_WIDTH = 80;
/** Above this many elements only the edges of each axis are printed. */
const SUMMARY_THRESHOLD = 1000;
/** Elements at each edge of a summarised axis. */
const EDGE_ITEMS = 3;
const PREFIX = 'tensor(';

type Value = number | boolean | string;

/** What stands at one place: its text, padded to the width that all share. */
interface ElementFormat {
  width: number;
  format(value: Value): string;
}

/** The values of a tensor and how to walk through them. */
interface Layout {
  values: ArrayLike<Value>;
  shape: readonly number[];
  summarize: boolean;
  element: ElementFormat;
}

/**
 * A tensor as PyTorch prints it: four digits, one width for all elements, scientific notation where
 * the finite nonzero magnitudes span more than a factor of 1000, exceed 1e8 or fall below 1e-4;
 * lines of 80 columns; above 1000 elements the first and last three of each axis.
 *
 * int32 prints like PyTorch's default integer type, and strings, which PyTorch has not, in quotes.
 * Reads the values synchronously. Source of the rules: torch/_tensor_str.py of PyTorch 2.13.
 *
 * @param tensor any shape; float32, int32, bool or string; complex64 is told by its shape alone.
 */
export function formatTensor(tensor: tf.Tensor): string {
  const { shape, dtype } = tensor;
  const size = `[${shape.join(', ')}]`;
  if (tensor.isDisposed) return `tensor(disposed, size=${size})`;
  if (dtype === 'complex64') return `tensor(complex64, size=${size})`;
  if (tensor.size === 0) return formatEmpty(shape, dtype);
  const raw = tensor.dataSync() as ArrayLike<number> | ArrayLike<string>;
  const values: ArrayLike<Value> =
    dtype === 'bool' ? Array.from(raw as ArrayLike<number>, (value) => value !== 0) : raw;
  const summarize = tensor.size > SUMMARY_THRESHOLD;
  const shown = summarize ? shownValues(values, shape) : Array.from(values);
  const element = dtype === 'float32' ? floatFormat(shown as number[]) : plainFormat(shown);
  const layout = { values, shape, summarize, element };
  return `${PREFIX}${formatAxis(layout, 0, 0, PREFIX.length)})`;
}

function formatEmpty(shape: readonly number[], dtype: tf.DataType): string {
  const suffixes = [
    ...(shape.length === 1 ? [] : [`size=(${shape.join(', ')})`]),
    ...(dtype === 'float32' ? [] : [`dtype=${dtype}`]),
  ];
  return `${PREFIX}${['[]', ...suffixes].join(', ')})`;
}

/** The indices of an axis that are printed; null stands for the gap. */
function shownIndices(length: number, summarize: boolean): (number | null)[] {
  const all = Array.from({ length }, (_, i) => i);
  if (!summarize || length <= 2 * EDGE_ITEMS) return all;
  return [...all.slice(0, EDGE_ITEMS), null, ...all.slice(-EDGE_ITEMS)];
}

/** The values that a summary shows: the format depends on them alone. */
function shownValues(values: ArrayLike<Value>, shape: readonly number[]): Value[] {
  let offsets = [0];
  for (const length of shape) {
    const indices = shownIndices(length, true).filter((index) => index !== null);
    offsets = offsets.flatMap((offset) => indices.map((index) => offset * length + index));
  }
  return offsets.map((offset) => values[offset] as Value);
}

/** The part of the tensor from `offset` on, along `axis` and all later ones. */
function formatAxis(layout: Layout, axis: number, offset: number, indent: number): string {
  const { values, shape, summarize, element } = layout;
  const length = shape[axis];
  if (length === undefined) return element.format(values[offset] as Value);
  const indices = shownIndices(length, summarize);
  if (axis === shape.length - 1) {
    const items = indices.map((index) =>
      index === null ? ' ...' : element.format(values[offset * length + index] as Value),
    );
    return `[${wrap(items, element.width, indent)}]`;
  }
  const parts = indices.map((index) =>
    index === null ? '...' : formatAxis(layout, axis + 1, offset * length + index, indent + 1),
  );
  const blankLines = '\n'.repeat(shape.length - axis - 1);
  return `[${parts.join(`,${blankLines}${' '.repeat(indent + 1)}`)}]`;
}

function wrap(items: readonly string[], width: number, indent: number): string {
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / (width + 2)));
  const lines: string[] = [];
  for (let start = 0; start < items.length; start += perLine) {
    lines.push(items.slice(start, start + perLine).join(', '));
  }
  return lines.join(`,\n${' '.repeat(indent + 1)}`);
}

function floatFormat(shown: readonly number[]): ElementFormat {
  const counted = shown.filter((value) => Number.isFinite(value) && value !== 0);
  const write = floatNotation(shown);
  const width = counted.reduce((widest, value) => Math.max(widest, write(value).length), 1);
  return { width, format: (value) => write(value as number).padStart(width) };
}

/** How PyTorch writes each of these values when it prints them together; one notation fits all. */
export function floatNotation(values: readonly number[]): (value: number) => string {
  const counted = values.filter((value) => Number.isFinite(value) && value !== 0);
  const magnitudes = counted.map(Math.abs);
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0);
  if (counted.length > 0 && (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4)) {
    return (value) => formatScientific(value, PRECISION);
  }
  if (counted.every(Number.isInteger)) {
    return (value) =>
      Number.isFinite(value) ? `${formatFixed(value, 0)}.` : formatNonFinite(value);
  }
  return (value) => formatFixed(value, PRECISION);
}

function plainFormat(shown: readonly Value[]): ElementFormat {
  const width = shown.reduce<number>((widest, value) => Math.max(widest, write(value).length), 1);
  return { width, format: (value) => write(value).padStart(width) };
}

function write(value: Value): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
