import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { setKernel, type KernelCall } from './kernel';

/** Kernels that the WebAssembly backend lacks. */
const MISSING = [
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
] as const;

/**
 * Kernels that give wrong numbers there. The poolings and dilations start their running maximum at
 * the smallest positive number, so that windows without a positive value come out wrong.
 */
const WRONG = [
  'Conv3DBackpropFilterV2',
  'Conv3DBackpropInputV2',
  'Dilation2D',
  'Dilation2DBackpropFilter',
  'Dilation2DBackpropInput',
  'MaxPool3D',
  'MaxPool3DGrad',
  'MaxPoolWithArgmax',
] as const;

/** The part of the plain backend that a borrowed kernel needs. */
interface PlainBackend {
  write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object;
  readSync(dataId: object): tf.BackendValues;
  disposeData(dataId: object, force?: boolean): boolean;
}

/** Takes from the plain backend what WebAssembly lacks or gets wrong and nobody needs to be fast. */
export function borrowKernels(): void {
  for (const name of [...MISSING, ...WRONG]) {
    setKernel<tf.NamedAttrMap>(name, (call) => runOnPlainBackend(name, call) as tf.TensorInfo);
  }
}

/**
 * Runs the plain backend's kernel on copies of the inputs, and copies the result up again.
 *
 * @returns What the kernel gives: one tensor, or several for kernels that give several.
 */
export function runOnPlainBackend(
  name: string,
  { inputs, attrs, backend }: KernelCall,
): tf.TensorInfo | tf.TensorInfo[] {
  const plain = tf.findBackend('cpu') as unknown as PlainBackend;
  const copies = Object.entries(inputs).map(([key, { dataId, shape, dtype }]) => {
    const copied = plain.write(backend.readSync(dataId), shape, dtype);
    return [key, { dataId: copied, shape, dtype }] as const;
  });
  const named: tf.NamedTensorInfoMap = Object.fromEntries(copies);
  const { kernelFunc } = tf.getKernel(name, 'cpu');
  const results = kernelFunc({ inputs: named, attrs, backend: plain });
  const raised = Array.isArray(results)
    ? results.map((result) => copyUp(backend, plain, result))
    : copyUp(backend, plain, results);
  for (const [, { dataId }] of copies) plain.disposeData(dataId, true);
  return raised;
}

function copyUp(backend: BackendWasm, plain: PlainBackend, result: tf.TensorInfo): tf.TensorInfo {
  const values = plain.readSync(result.dataId);
  plain.disposeData(result.dataId);
  return backend.makeOutput(result.shape, result.dtype, undefined, values);
}
