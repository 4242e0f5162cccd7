/**
 * A thread that waits for SIGINT. Node's own handlers run on the main thread, which is blocked just
 * when they are needed; a script that runs with `breakOnSigint` is told by a native thread.
 */
import vm from 'node:vm';
import { type MessagePort, workerData } from 'node:worker_threads';

const signals = workerData as MessagePort;
const forever = new vm.Script('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)');

for (;;) {
  try {
    forever.runInThisContext({ breakOnSigint: true });
  } catch {
    signals.postMessage('sigint');
  }
}
