import * as tf from '../backend/tf';
import { randn } from '../random/generator';
import type { LayerArgs } from './custom-layer';

/** The layer that {@link sampling} makes. */
export class Sampling extends tf.layers.Layer {
  static readonly className = 'Sampling';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [zMean, zLogVar] = inputs as [tf.Tensor, tf.Tensor];
      return zMean.add(zLogVar.div(2).exp().mul(randn(zMean.shape)));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape[0] as tf.Shape;
  }
}
tf.serialization.registerClass(Sampling);

/**
 * A layer that draws from normal distributions: of [zMean, zLogVar] it makes
 * zMean + exp(zLogVar / 2) epsilon with epsilon from the global generator (the reparameterization of
 * Kingma and Welling, Auto-encoding variational Bayes, 2014). It draws in training and elsewhere.
 *
 * @example const z = sampling().apply([zMean, zLogVar]);
 */
export function sampling(args?: LayerArgs): Sampling {
  return new Sampling(args);
}
