import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What a kernel of the WebAssembly backend is called with. */
export interface KernelCall<Attributes = tf.NamedAttrMap> {
  inputs: Record<string, tf.TensorInfo>;
  attrs: Attributes;
  backend: BackendWasm;
}

/** A kernel that gives one tensor. */
export type Kernel<Attributes = tf.NamedAttrMap> = (call: KernelCall<Attributes>) => tf.TensorInfo;

/** Makes `kernel` the one that the WebAssembly backend runs under this name. */
export function setKernel<Attributes>(name: string, kernel: Kernel<Attributes>): void {
  const kernelFunc = kernel as unknown as tf.KernelFunc;
  const present = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
  // Changed in place, as the entry also holds the function that prepares the stock kernel.
  if (present) present.kernelFunc = kernelFunc;
  else tf.registerKernel({ kernelName: name, backendName: 'wasm', kernelFunc });
}

/** The kernel that tfjs brings for this backend. Ask before setting another. */
export function stockKernel<Attributes>(name: string): Kernel<Attributes> {
  const { kernelFunc } = tf.getKernel(name, 'wasm');
  return kernelFunc as unknown as Kernel<Attributes>;
}

/** The numbers of a tensor where they lie: valid until the next tensor is made. */
export function numbersOf(backend: BackendWasm, tensor: tf.TensorInfo): tf.TypedArray {
  return backend.typedArrayFromHeap(tensor);
}
