import { createRequire, Module } from 'node:module';
import * as tf from '@tensorflow/tfjs';

/**
 * Answers `require('@tensorflow/tfjs-node')` with plain TensorFlow.js from here on.
 *
 * danfojs-node asks for tfjs-node. Without this it would fail where native TensorFlow is missing,
 * and elsewhere silently make it the backend of a process that was started with another.
 */
export function standInForTfjsNode(): void {
  const load = createRequire(__filename);
  const file = load.resolve('@tensorflow/tfjs-node');
  const standIn = new Module(file);
  standIn.filename = file;
  standIn.exports = tf;
  standIn.loaded = true;
  load.cache[file] = standIn;
}
