/** The one copy of TensorFlow.js that cells use, if they use it. */
import type * as Tf from '@tensorflow/tfjs';

export type Tensor = Tf.Tensor;
export type TensorLibrary = typeof Tf;

/** Loaded only where a cell asks for the library: it takes a second. */
export function loadLibrary(): Record<string, unknown> & { tf: TensorLibrary } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when needed
  return require('../../../lib/index.js') as Record<string, unknown> & { tf: TensorLibrary };
}

const LIBRARY = require.resolve('../../../lib/index.js');

/** TensorFlow.js, where some cell has loaded it: without it there are no tensors. */
export function loadedTensors(): TensorLibrary | undefined {
  const loaded = require.cache[LIBRARY]?.exports as { tf?: TensorLibrary } | undefined;
  return loaded?.tf;
}
