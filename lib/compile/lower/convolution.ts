/** Convolutions as matrix products: XLA's own loops over images are many times slower on CPUs. */
import type { FunctionBuilder, Value } from '../graph';
import { windowOf, type ImageShape, type Lowering, type Padding, type Window } from './lowering';

/** The two axes of an image, as indices of {@link Window} and, plus one, of shapes. */
type Axis = 0 | 1;

/** y = patches(x) F. */
export const conv2d: Lowering = (into, { attributes, inputs, forms }) => {
  const [x, filter] = inputs as [Value, Value];
  const window = windowOf(attributes, sizeOf(filter), x.shape);
  const output = forms[0]?.shape;
  if (!window || !output) return undefined;
  const columns = patches(into, x, window, output as ImageShape);
  const product = into.matMul(columns, rows(into, filter));
  return [into.reshape(product, output)];
};

/** dF = patches(x)^T dy. */
export const conv2dBackpropFilter: Lowering = (into, { attributes, inputs, forms }) => {
  const [x, , dy] = inputs as [Value, Value, Value];
  const shape = forms[0]?.shape as ImageShape | undefined;
  if (!shape) return undefined;
  const window = windowOf(attributes, [shape[0], shape[1]], x.shape);
  if (!window) return undefined;
  const columns = patches(into, x, window, dy.shape as ImageShape);
  const product = into.matMul(columns, rows(into, dy), { transposeA: true });
  return [into.reshape(product, shape)];
};

/**
 * dx by phases: what every place of dy gives to the places under the window is one matrix product; with
 * strides s, the rows y, y + s, y + 2s, ... of dx meet the same taps of the filter, so that each of the
 * s x s phases is a sum of slices of that product. XLA makes one loop of a sum, and many of patches.
 */
export const conv2dBackpropInput: Lowering = (into, { attributes, inputs, forms }) => {
  const [, filter, dy] = inputs as [Value, Value, Value];
  const shape = forms[0]?.shape as ImageShape | undefined;
  if (!shape) return undefined;
  const window = windowOf(attributes, sizeOf(filter), shape);
  if (!window) return undefined;
  const [patterns, height, width, channels] = shape;
  const [down, right] = window.strides;
  const tall = Math.ceil(height / down);
  const wide = Math.ceil(width / right);
  const phaseRows = [...Array(down).keys()].map((a) => tapsOf(window, 0, a));
  const phaseColumns = [...Array(right).keys()].map((b) => tapsOf(window, 1, b));
  const offsets = (phases: readonly Tap[][]) => phases.flat().map(({ offset }) => offset);
  const vertical = reach(offsets(phaseRows), tall, dy.shape[1] as number);
  const horizontal = reach(offsets(phaseColumns), wide, dy.shape[2] as number);
  const given = into.pad(spread(into, dy, filter), [[0, 0], vertical, horizontal, [0, 0]]);
  const phase = (rowTaps: readonly Tap[], columnTaps: readonly Tap[]): Value => {
    const form = { dtype: dy.dtype, shape: [patterns, tall, wide, channels] };
    const parts = rowTaps.flatMap((row) =>
      columnTaps.map((column) => {
        const tap = row.tap * window.size[1] + column.tap;
        const [above, left] = [row.offset + vertical[0], column.offset + horizontal[0]];
        return into.slice(given, [0, above, left, tap * channels], form.shape);
      }),
    );
    return parts.length === 0
      ? into.zeros(form)
      : parts.reduce((a, b) => into.binary('AddV2', a, b));
  };
  const lines = phaseRows.map((rowTaps) =>
    into.pack(
      phaseColumns.map((columnTaps) => phase(rowTaps, columnTaps)),
      3,
    ),
  );
  // [patterns, tall, down, wide, right, channels]: the phases interleave.
  const whole = into.reshape(into.pack(lines, 2), [patterns, tall * down, wide * right, channels]);
  const isExact = tall * down === height && wide * right === width;
  return [isExact ? whole : into.slice(whole, [0, 0, 0, 0], shape)];
};

/** dy F^T: for every place of dy, its share of what lies under the window, [..., taps * channels]. */
function spread(into: FunctionBuilder, dy: Value, filter: Value): Value {
  const product = into.matMul(rows(into, dy), rows(into, filter), { transposeB: true });
  return into.reshape(product, [...dy.shape.slice(0, 3), product.shape[1] as number]);
}

/** A tap of the filter, and which row of dy it meets: the row of the phase plus the offset. */
interface Tap {
  tap: number;
  offset: number;
}

/** The taps that reach the rows phase, phase + stride, ... of an axis. */
function tapsOf({ size, strides, padding }: Window, axis: Axis, phase: number): Tap[] {
  const stride = strides[axis];
  return [...Array(size[axis]).keys()]
    .map((tap) => ({ tap, offset: (phase + padding[axis][0] - tap) / stride }))
    .filter(({ offset }) => Number.isInteger(offset));
}

/** How many zeros are needed before and after, so that no slice reaches beyond. */
function reach(offsets: readonly number[], length: number, available: number): Padding {
  const before = Math.max(0, -Math.min(...offsets));
  const after = Math.max(0, Math.max(...offsets) + length - available);
  return [before, after];
}

/**
 * What the filter sees at every place: [patterns * height * width of the output, taps * channels].
 *
 * First the taps of a line side by side in the last axis, which XLA does one by one; then the lines
 * stacked along a new axis, which it makes one loop of. One loop for all taps has branches in it: a
 * step of 3 x 3 taps took a fifth longer, one of 5 x 5 a third. With all taps one by one, compiling
 * took a third longer, and almost twice as long.
 */
function patches(into: FunctionBuilder, x: Value, window: Window, output: ImageShape): Value {
  const { size, strides, padding } = window;
  const [patterns, height, width] = output;
  const padded = into.pad(x, [[0, 0], ...padding, [0, 0]]);
  const [, tall = 0, , channels = 0] = padded.shape;
  const taps = [...Array(size[1]).keys()].map((j) => {
    const end = [patterns, tall, j + (width - 1) * strides[1] + 1, channels];
    return into.stridedSlice(padded, [0, 0, j, 0], end, [1, 1, strides[1], 1]);
  });
  const line = into.concat(taps, 3);
  const columns = size[1] * channels;
  const lines = [...Array(size[0]).keys()].map((i) => {
    const end = [patterns, i + (height - 1) * strides[0] + 1, width, columns];
    return into.stridedSlice(line, [0, i, 0, 0], end, [1, strides[0], 1, 1]);
  });
  return into.reshape(into.pack(lines, 3), [patterns * height * width, size[0] * columns]);
}

/** All axes but the last in one. */
function rows(into: FunctionBuilder, x: Value): Value {
  const columns = x.shape.at(-1) as number;
  return into.reshape(x, [x.shape.slice(0, -1).reduce((a, b) => a * b, 1), columns]);
}

function sizeOf(filter: Value): [number, number] {
  return [filter.shape[0] as number, filter.shape[1] as number];
}
