import * as tf from '@tensorflow/tfjs';
import { BackendError, requestedBackend, type BackendName } from './choice';
import { mendEinsum } from './einsum';
import { quietCpu } from './factory';
import { loadNative } from './native';
import { standInForTfjsNode } from './stand-in';
import { startWasm } from './wasm/start';

/** Which backend computes the tensors of this process, and why it was taken. */
export interface BackendInfo {
  name: BackendName;
  /** One sentence. */
  reason: string;
  /** The version of libtensorflow; null unless the backend is native. */
  libtensorflow: string | null;
}

const info = register();

/** Tells which backend computes the tensors of this process, and why it was taken. */
export function backendInfo(): BackendInfo {
  return { ...info };
}

function register(): BackendInfo {
  const requested = requestedBackend(process.env.LATENTLAB_BACKEND);
  quietCpu();
  mendEinsum();
  let failure = '';
  if (requested === null || requested === 'native') {
    try {
      const libtensorflow = loadNative();
      return { name: 'native', reason: why(requested, 'The native addon loads.'), libtensorflow };
    } catch (error) {
      failure = firstLine(error);
      if (requested === 'native') {
        throw new BackendError(
          `LATENTLAB_BACKEND asks for native TensorFlow, which does not load: ${failure}`,
          'Run `npx latentlab doctor` to see why, or leave the variable out to use WebAssembly.',
          { cause: error },
        );
      }
    }
  }
  standInForTfjsNode();
  if (requested === 'cpu') {
    void tf.setBackend('cpu');
    return { name: 'cpu', reason: why(requested, ''), libtensorflow: null };
  }
  startWasm();
  const reason = why(requested, `Native TensorFlow does not load: ${failure}`);
  return { name: 'wasm', reason, libtensorflow: null };
}

function why(requested: BackendName | null, otherwise: string): string {
  return requested ? `LATENTLAB_BACKEND asks for ${requested}.` : otherwise;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.trim() ?? '';
}
