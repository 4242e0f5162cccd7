import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { runOnPlainBackend } from './borrowed';
import { setKernel, stockKernel, type Kernel, type KernelCall } from './kernel';

interface Transposes {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * Replaces both matrix products by ones that transpose their factors beforehand. The stock kernels
 * are several times slower on transposed factors, and the fused one is wrong there when it adds a
 * bias. Products of integers, which they refuse, come from the plain backend.
 */
export function mendMatrixProducts(): void {
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    const stock = stockKernel<Transposes>(name);
    setKernel<Transposes>(name, (call) => {
      const { a, b } = factorsOf(call);
      if (a.dtype === 'float32' && b.dtype === 'float32') return productOf(stock, call);
      return runOnPlainBackend(name, call as unknown as KernelCall) as tf.TensorInfo;
    });
  }
}

/**
 * The product of two matrices of floats, by the fast path of the stock kernel.
 *
 * @param a Shape [rows, inner].
 * @param b Shape [inner, columns].
 * @returns Shape [rows, columns].
 */
export function matrixProduct(
  backend: BackendWasm,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel('BatchMatMul', 'wasm');
  const attrs = { transposeA: false, transposeB: false };
  return kernelFunc({ inputs: { a, b }, backend, attrs }) as tf.TensorInfo;
}

/** A tensor with its last two axes exchanged. */
export function transposed(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return stockKernel<{ perm: number[] }>('Transpose')({ inputs: { x }, attrs: { perm }, backend });
}

function productOf(stock: Kernel<Transposes>, call: KernelCall<Transposes>): tf.TensorInfo {
  const { inputs, attrs, backend } = call;
  const { a, b } = factorsOf(call);
  const left = attrs.transposeA ? transposed(backend, a) : a;
  const right = attrs.transposeB ? transposed(backend, b) : b;
  const product = stock({
    inputs: { ...inputs, a: left, b: right },
    attrs: { ...attrs, transposeA: false, transposeB: false },
    backend,
  });
  if (left !== a) backend.disposeData(left.dataId);
  if (right !== b) backend.disposeData(right.dataId);
  return product;
}

function factorsOf({ inputs }: KernelCall<Transposes>): { a: tf.TensorInfo; b: tf.TensorInfo } {
  return inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
}
