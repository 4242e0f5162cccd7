import { ArgumentError } from '../errors';

/** Anything that says its shape and gives its values row by row: a tf.Tensor, for one. */
export interface TensorLike {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number> | readonly string[];
}

/** Typed arrays of plain numbers. */
export type TypedNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Numbers nested to any depth, every branch of one level equally long. */
export type NestedNumbers = readonly number[] | TypedNumbers | readonly NestedNumbers[];

/** What every plot accepts as values. */
export type Values = TensorLike | NestedNumbers;

/** Values row by row, with their shape. */
export interface NumberArray {
  shape: readonly number[];
  data: Float64Array;
}

function isTensorLike(values: unknown): values is TensorLike {
  return typeof (values as TensorLike | null)?.dataSync === 'function';
}

function shapeOf(values: unknown): number[] {
  if (typeof values === 'number') return [];
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new ArgumentError(
      `A plot cannot read a ${typeof values} as numbers.`,
      'Give a tensor, a typed array, or nested arrays of numbers.',
    );
  }
  const list = values as ArrayLike<unknown>;
  return list.length === 0 ? [0] : [list.length, ...shapeOf(list[0])];
}

function fill(values: unknown, shape: readonly number[], data: Float64Array, at: number): number {
  if (shape.length === 0) {
    if (typeof values !== 'number') {
      throw new ArgumentError('The rows of the values differ in depth.', 'Nest them evenly.');
    }
    data[at] = values;
    return at + 1;
  }
  const list = values as ArrayLike<unknown>;
  if (list?.length !== shape[0]) {
    throw new ArgumentError('The rows of the values differ in length.', 'Make them equally long.');
  }
  const inner = shape.slice(1);
  for (let i = 0; i < list.length; i++) at = fill(list[i], inner, data, at);
  return at;
}

/** Reads a tensor, a typed array or nested arrays. Throws ArgumentError for ragged or other values. */
export function readNumbers(values: Values): NumberArray {
  if (isTensorLike(values)) {
    return { shape: values.shape, data: Float64Array.from(values.dataSync() as ArrayLike<number>) };
  }
  const shape = shapeOf(values);
  const data = new Float64Array(shape.reduce((product, size) => product * size, 1));
  fill(values, shape, data, 0);
  return { shape, data };
}

/** Reads a list of n numbers; shapes [n, 1] and [1, n] count as lists. `name` is for the error. */
export function readList(values: Values, name: string): number[] {
  const { shape, data } = readNumbers(values);
  if (shape.filter((size) => size !== 1).length > 1) {
    throw new ArgumentError(
      `${name} has shape [${shape.join(', ')}].`,
      'Give one list of numbers.',
    );
  }
  return Array.from(data);
}

/** Reads a matrix as rows; `columns` demands so many of them. `name` is for the error. */
export function readMatrix(values: Values, name: string, columns?: number): number[][] {
  const { shape, data } = readNumbers(values);
  const [rows = 0, width = 0] = shape;
  if (shape.length !== 2 || (columns !== undefined && width !== columns)) {
    throw new ArgumentError(
      `${name} has shape [${shape.join(', ')}].`,
      `Give a matrix [rows, ${columns ?? 'columns'}].`,
    );
  }
  return Array.from({ length: rows }, (_, r) =>
    Array.from(data.subarray(r * width, (r + 1) * width)),
  );
}

/** Smallest and largest finite value; [0, 0] where there is none. */
export function finiteRange(data: ArrayLike<number>): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Four significant digits without trailing zeros, as captions show a value. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}
