// Loads tfjs-node of the checkout named on the command line, multiplies two matrices and prints
// the version of libtensorflow. Run in a process of its own: a broken addon may take it down.
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

const [root = '.'] = process.argv.slice(2);
const load = createRequire(path.join(root, 'package.json'));
// As lib/backend/native.ts does, which is not compiled yet when this runs.
Object.assign(util, {
  isNullOrUndefined: (/** @type {unknown} */ value) => value === null || value === undefined,
  isArray: (/** @type {unknown} */ value) => Array.isArray(value),
});
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

const tf = load('@tensorflow/tfjs-node');
const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).arraySync();
if (tf.getBackend() !== 'tensorflow' || JSON.stringify(product) !== '[[3,3],[3,3]]') {
  throw new Error(`the ${tf.getBackend()} backend computes ${JSON.stringify(product)}`);
}
process.stdout.write(`${JSON.stringify({ libtensorflow: tf.backend().binding.TF_Version })}\n`);
