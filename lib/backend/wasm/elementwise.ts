import type * as tf from '@tensorflow/tfjs';
import { numbersOf, setKernel, stockKernel, type KernelCall } from './kernel';

/**
 * Replaces elementwise kernels that hide what they should show: clipping and relu6 turn NaN into a
 * bound, so that a diverged loss looks fine, and a cast to bool takes 0.5 for false.
 */
export function mendElementwise(): void {
  setKernel<{ clipValueMin: number; clipValueMax: number }>('ClipByValue', (call) =>
    clip(call, call.attrs.clipValueMin, call.attrs.clipValueMax),
  );
  setKernel('Relu6', (call) => clip(call, 0, 6));

  const stockCast = stockKernel<{ dtype: tf.DataType }>('Cast');
  setKernel<{ dtype: tf.DataType }>('Cast', (call) =>
    call.attrs.dtype === 'bool'
      ? elementwise(call, 'bool', (x) => (x === 0 ? 0 : 1))
      : stockCast(call),
  );
}

function clip<A>(call: KernelCall<A>, low: number, high: number): tf.TensorInfo {
  // Math.min and Math.max pass NaN on.
  return elementwise(call, call.inputs.x!.dtype, (x) => Math.min(Math.max(x, low), high));
}

function elementwise<A>(
  { inputs, backend }: KernelCall<A>,
  dtype: tf.DataType,
  map: (x: number) => number,
): tf.TensorInfo {
  const x = inputs.x!;
  const result = backend.makeOutput(x.shape, dtype);
  const from = numbersOf(backend, x);
  const to = numbersOf(backend, result);
  for (let i = 0; i < to.length; i++) to[i] = map(from[i]!);
  return result;
}
