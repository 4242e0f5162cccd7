import type { ValueForm } from '../binding';
import type { FunctionBuilder, Value } from '../graph';
import type { Attribute } from '../proto';

/** An operation of a trace whose inputs are written already. */
export interface LoweredOperation {
  op: string;
  attributes: Readonly<Record<string, Attribute>>;
  inputs: readonly Value[];
  /** The forms of its results. */
  forms: readonly ValueForm[];
}

/** Writes an operation in other words, or returns undefined where it cannot. */
export type Lowering = (
  into: FunctionBuilder,
  operation: LoweredOperation,
) => readonly Value[] | undefined;

/** [patterns, height, width, channels]. */
export type ImageShape = readonly [number, number, number, number];

/** Zeros before and after an axis. */
export type Padding = readonly [number, number];

/** Where a window of some size goes over images. */
export interface Window {
  /** Size of the window: height, width. */
  size: readonly [number, number];
  /** Steps of the window: down, to the right. */
  strides: readonly [number, number];
  /** Zeros around the image: above and below, left and right. */
  padding: readonly [Padding, Padding];
}

/**
 * Where the window of a convolution or a pooling goes, by the rules of TensorFlow's SAME and VALID.
 *
 * @param size height and width of the window
 * @param images the shape of what it goes over, [patterns, height, width, channels]
 * @returns undefined for what is not lowered: other layouts, dilated windows, explicit padding
 */
export function windowOf(
  attributes: LoweredOperation['attributes'],
  size: readonly [number, number],
  images: readonly number[],
): Window | undefined {
  const ints = (name: string) => {
    const value = attributes[name];
    return value && 'ints' in value ? value.ints : undefined;
  };
  const text = (name: string) => {
    const value = attributes[name];
    return value && 'text' in value ? value.text : undefined;
  };
  const [, down = 1, right = 1] = ints('strides') ?? [];
  const isDilated = (ints('dilations') ?? []).some((dilation) => dilation !== 1);
  const padding = text('padding');
  if (isDilated || text('data_format') === 'NCHW' || images.length !== 4) return undefined;
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  const around = (axis: 0 | 1, stride: number): Padding => {
    if (padding === 'VALID') return [0, 0];
    const length = images[axis + 1] as number;
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size[axis] - length);
    return [total >> 1, total - (total >> 1)];
  };
  return {
    size,
    strides: [down, right],
    padding: [around(0, down), around(1, right)],
  };
}
