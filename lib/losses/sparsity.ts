import * as tf from '../backend/tf';

const EPSILON = 1e-7;

/**
 * The Kullback-Leibler sparsity penalty of Ng's CS294A notes on sparse autoencoders: with rho the
 * target and rhoHat_j the mean activation of unit j over the (mini-)batch, the sum over the units of
 *
 *     rho ln(rho / rhoHat_j) + (1 - rho) ln((1 - rho) / (1 - rhoHat_j)).
 *
 * It is 0 where every unit is active at the target on average, and positive elsewhere.
 *
 * @param hidden [patterns, units], activations in [0, 1]
 * @param sparsityTarget rho, in (0, 1)
 * @returns a scalar, in nats
 */
export function klSparsity(hidden: tf.Tensor, sparsityTarget: number): tf.Scalar {
  return tf.tidy(() => {
    const rho = sparsityTarget;
    const rhoHat = hidden.mean(0).clipByValue(EPSILON, 1 - EPSILON);
    const on = tf.div(rho, rhoHat).log().mul(rho);
    const off = tf
      .div(1 - rho, tf.sub(1, rhoHat))
      .log()
      .mul(1 - rho);
    return on.add(off).sum<tf.Scalar>();
  });
}
