/** Pooling windows that do not overlap, and enlarging by whole factors, as slices, tiles and sums. */
import type { FunctionBuilder, Value } from '../graph';
import { DATA_TYPE } from '../proto';
import { windowOf, type Lowering, type LoweredOperation } from './lowering';

const { bool, int32 } = DATA_TYPE;

/** The largest of the values at the same place of all windows. */
export const maxPool: Lowering = (into, operation) => {
  const window = tiling(operation, operation.inputs[0] as Value);
  if (!window) return undefined;
  const places = placesOf(into, operation.inputs[0] as Value, window);
  return [places.reduce((a, b) => into.binary('Maximum', a, b))];
};

/** The gradient goes to the first of the largest values of a window. */
export const maxPoolGrad: Lowering = (into, operation) => {
  const [x, y, dy] = operation.inputs as [Value, Value, Value];
  const window = tiling(operation, x);
  if (!window) return undefined;
  const places = placesOf(into, x, window);
  const number = (value: number) => into.constant([value], { dtype: int32, shape: [] });
  const form = { dtype: int32, shape: y.shape };
  const first = places.reduceRight((later, place, i) => {
    const isLargest = into.binary('Equal', place, y, bool);
    return into.single('SelectV2', [isLargest, number(i), later], form, { T: { type: int32 } });
  }, number(places.length));
  const [down, right] = window;
  const numbers = into.constant([...places.keys()], {
    dtype: int32,
    shape: [1, 1, down, 1, right, 1],
  });
  const isFirst = into.binary('Equal', repeated(into, first, window), numbers, bool);
  const given = repeated(into, dy, window);
  const tiles = into.select(isFirst, given, into.zeros(given));
  const [, tall = 0, wide = 0] = x.shape;
  const whole = joined(into, tiles);
  const [, height = 0, width = 0] = whole.shape;
  return [
    into.pad(whole, [
      [0, 0],
      [0, tall - height],
      [0, wide - width],
      [0, 0],
    ]),
  ];
};

/** Every pixel is repeated. */
export const resizeNearest: Lowering = (into, { attributes, inputs, forms }) => {
  const x = inputs[0] as Value;
  const factors = factorsOf(attributes, x.shape, forms[0]?.shape ?? []);
  return factors && [joined(into, repeated(into, x, factors))];
};

/** The sum over the places that a pixel was repeated at. */
export const resizeNearestGrad: Lowering = (into, { attributes, inputs, forms }) => {
  const dy = inputs[0] as Value;
  const shape = forms[0]?.shape ?? [];
  const factors = factorsOf(attributes, shape, dy.shape);
  if (!factors) return undefined;
  const [patterns = 0, height = 0, width = 0, channels = 0] = shape;
  const [down, right] = factors;
  const tiled = into.reshape(dy, [patterns, height, down, width, right, channels]);
  return [
    into.single(
      'Sum',
      [tiled, into.ints([2, 4])],
      { dtype: dy.dtype, shape },
      { T: { type: dy.dtype }, Tidx: { type: int32 }, keep_dims: { bool: false } },
    ),
  ];
};

/** Every pixel as a tile: [patterns, height, down, width, right, channels]. */
function repeated(into: FunctionBuilder, x: Value, [down, right]: [number, number]): Value {
  const [patterns = 0, height = 0, width = 0, channels = 0] = x.shape;
  const shape = [patterns, height, down, width, right, channels];
  const flat = into.reshape(x, [patterns, height, 1, width, 1, channels]);
  const attributes = { T: { type: x.dtype }, Tidx: { type: int32 } };
  return into.single('BroadcastTo', [flat, into.ints(shape)], { ...x, shape }, attributes);
}

/** The image that tiles make. */
function joined(into: FunctionBuilder, tiles: Value): Value {
  const [patterns = 0, height = 0, down = 0, width = 0, right = 0, channels = 0] = tiles.shape;
  return into.reshape(tiles, [patterns, height * down, width * right, channels]);
}

/** The size of windows that lie side by side. */
function tiling(operation: LoweredOperation, x: Value): [number, number] | undefined {
  const { ksize } = operation.attributes;
  const [, down = 0, right = 0] = ksize && 'ints' in ksize ? ksize.ints : [];
  const window = windowOf(operation.attributes, [down, right], x.shape);
  if (window?.strides[0] !== down || window.strides[1] !== right) return undefined;
  return window.padding.flat().every((zeros) => zeros === 0) ? [down, right] : undefined;
}

/** For every place in a window, what stands there in all windows. */
function placesOf(into: FunctionBuilder, x: Value, [down, right]: [number, number]): Value[] {
  const [patterns = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [tall, wide] = [Math.floor(height / down), Math.floor(width / right)];
  return [...Array(down * right).keys()].map((place) => {
    const [i, j] = [Math.floor(place / right), place % right];
    const end = [patterns, i + (tall - 1) * down + 1, j + (wide - 1) * right + 1, channels];
    return into.stridedSlice(x, [0, i, j, 0], end, [1, down, right, 1]);
  });
}

function factorsOf(
  attributes: LoweredOperation['attributes'],
  small: readonly number[],
  large: readonly number[],
): [number, number] | undefined {
  const { align_corners: aligned } = attributes;
  if (aligned && 'bool' in aligned && aligned.bool) return undefined;
  const down = (large[1] ?? 0) / (small[1] ?? 1);
  const right = (large[2] ?? 0) / (small[2] ?? 1);
  return Number.isInteger(down) && Number.isInteger(right) ? [down, right] : undefined;
}
