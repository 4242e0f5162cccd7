import { inspect } from 'node:util';
import * as tf from '../backend/tf';
import { formatTensor } from './format-tensor';
import { JUPYTER_DISPLAY } from './mime';

/** Gives every object of a class a text of its own, in notebooks and in console.log. */
function printAs<T extends object>(prototype: T, text: (value: T) => string): void {
  Object.defineProperties(prototype, {
    [JUPYTER_DISPLAY]: {
      configurable: true,
      writable: true,
      value(this: T) {
        return { 'text/plain': text(this) };
      },
    },
    [inspect.custom]: {
      configurable: true,
      writable: true,
      value(this: T) {
        return text(this);
      },
    },
  });
}

/** The lines of Keras' summary: layers, output shapes, numbers of parameters. */
function summaryOf(model: tf.LayersModel): string {
  const lines: string[] = [];
  model.summary(80, undefined, (line) => lines.push(String(line).trimEnd()));
  return lines.join('\n');
}

/**
 * Makes tensors, variables and layers models print well: tensors as PyTorch prints them, also inside
 * template strings, models as their summary. Loading the library does it once.
 */
export function installPrinting(): void {
  const prototype = tf.Tensor.prototype as tf.Tensor;
  printAs(prototype, formatTensor);
  const original = Reflect.get(prototype, 'toString');
  prototype.toString = function (this: tf.Tensor, verbose = false) {
    return verbose ? original.call(this, verbose) : formatTensor(this);
  };
  printAs(tf.LayersModel.prototype, summaryOf);
}
