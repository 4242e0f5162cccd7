import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Puts `wrap(the factory of a backend)` in the place of that factory, at the same priority. */
function replaceFactory(
  name: string,
  priority: number,
  wrap: (create: () => unknown) => () => unknown,
): void {
  const create = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, wrap(create) as typeof create, priority);
}

/** Keeps the plain backend from advertising tfjs-node on stderr when it is first used. */
export function quietCpu(): void {
  replaceFactory(
    'cpu',
    1,
    (create) => () => Object.assign(create() as object, { firstUse: false }),
  );
}

/**
 * Starts the WebAssembly backend; `await tf.ready()` tells when it can be used.
 *
 * Emscripten adds handlers for uncaught errors which throw them again and so would end a kernel;
 * they are taken off as soon as the module stands.
 */
export function startWasm(): void {
  createRequire(__filename)('@tensorflow/tfjs-backend-wasm');
  replaceFactory('wasm', 2, (create) => async () => {
    const before = EVENTS.map((event) => new Set<unknown>(process.rawListeners(event)));
    try {
      return await create();
    } finally {
      EVENTS.forEach((event, index) => {
        for (const listener of process.rawListeners(event)) {
          const emscripten = /instanceof ExitStatus|\{\s*throw reason;?\s*\}/.test(
            String(listener),
          );
          if (emscripten && !before[index]?.has(listener)) {
            process.removeListener(event, listener as (...args: unknown[]) => void);
          }
        }
      });
    }
  });
  void tf.setBackend('wasm');
}
