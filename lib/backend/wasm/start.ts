import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { replaceFactory } from '../factory';
import { borrowKernels } from './borrowed';
import { mendConvolutionGradients } from './convolution-gradients';
import { mendElementwise } from './elementwise';
import { mendMatrixProducts } from './matrix-product';
import { mendPoolingGradients } from './pooling-gradients';
import { hastenSeluGradient } from './selu-gradient';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Starts the WebAssembly backend; `await tf.ready()` tells when it can be used.
 *
 * What it lacks or computes wrongly is supplied here. Fourier transforms and complex numbers stay
 * missing, and say so when they are used.
 */
export function startWasm(): void {
  createRequire(__filename)('@tensorflow/tfjs-backend-wasm');
  mendMatrixProducts();
  mendConvolutionGradients();
  mendPoolingGradients();
  mendElementwise();
  hastenSeluGradient();
  borrowKernels();
  replaceFactory('wasm', 2, (create) => async () => {
    const backend = await withoutNewHandlers(create as () => Promise<BackendWasm>);
    acceptPlainArrays(backend);
    return backend;
  });
  void tf.setBackend('wasm');
}

/**
 * Emscripten adds handlers for uncaught errors which throw them again and so would end a kernel;
 * they are taken off as soon as the module stands.
 */
async function withoutNewHandlers<T>(create: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set<unknown>(process.rawListeners(event)));
  try {
    return await create();
  } finally {
    EVENTS.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        const emscripten = /instanceof ExitStatus|\{\s*throw reason;?\s*\}/.test(String(listener));
        if (emscripten && !before[index]?.has(listener)) {
          process.removeListener(event, listener as (...args: unknown[]) => void);
        }
      }
    });
  }
}

/** tf.buffer hands plain arrays over as they are; the stock backend would read other memory. */
function acceptPlainArrays(backend: BackendWasm): void {
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    const plain = Array.isArray(values) && dtype !== 'string';
    move(
      dataId,
      plain ? typed(values as unknown as number[], dtype) : values,
      shape,
      dtype,
      refCount,
    );
  };
}

function typed(values: number[], dtype: tf.DataType): tf.BackendValues {
  if (dtype === 'int32') return Int32Array.from(values);
  return dtype === 'bool' ? Uint8Array.from(values) : Float32Array.from(values);
}
