import * as tf from '@tensorflow/tfjs';

/** Puts `wrap(the factory of a backend)` in the place of that factory, at the given priority. */
export function replaceFactory(
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
