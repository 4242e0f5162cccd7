import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { keepCompiled } from './compiled-cache';

/**
 * Loads tfjs-node, which makes libtensorflow the backend in use.
 *
 * @returns The version of libtensorflow.
 * @throws Whatever keeps the addon from loading.
 */
export function loadNative(): string {
  // tfjs-node calls these two; Node 22 warns about them and Node 23 has them no longer.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  });
  // libtensorflow writes its notes past Node's streams, straight to the terminal: those of its start,
  // and one for each compiled step that it finds kept. What goes wrong comes as an error, too.
  if (process.env.TF_CPP_MIN_LOG_LEVEL !== '0') process.env.TF_CPP_MIN_LOG_LEVEL = '3';
  // Compiled steps spend their time in matrix products and in loops that are simple: optimising more
  // than this took twice as long to compile and made them no faster (`npm run bench`).
  const { XLA_FLAGS: flags = '' } = process.env;
  if (!flags.includes('--xla_backend_optimization_level'))
    process.env.XLA_FLAGS = `${flags} --xla_backend_optimization_level=1`.trim();
  keepCompiled();
  createRequire(__filename)('@tensorflow/tfjs-node');
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return binding.TF_Version;
}
