import * as tf from '../backend/tf';
import { onlyInput, type LayerArgs } from './custom-layer';

/** The layer that {@link rounding} makes. */
export class Rounding extends tf.layers.Layer {
  static readonly className = 'Rounding';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => straightThrough(onlyInput(inputs)));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
tf.serialization.registerClass(Rounding);

const straightThrough = tf.customGrad((x) => ({
  value: (x as tf.Tensor).round(),
  gradFunc: (dy) => dy,
}));

/**
 * A layer that rounds to whole numbers (halves to even ones) and hands gradients through as if it did
 * not: the straight-through estimator of Bengio, Léonard and Courville, Estimating or propagating
 * gradients through stochastic neurons, 2013.
 */
export function rounding(args?: LayerArgs): Rounding {
  return new Rounding(args);
}
