import * as tf from '../../../lib/backend/tf';
import { activityRegularization } from '../../../lib/layers/activity-regularization';
import { denseTranspose } from '../../../lib/layers/dense-transpose';
import { klDivergenceRegularizer } from '../../../lib/layers/kl-divergence-regularizer';

const { dense } = tf.layers;

/** Encoder and decoder as models of their own, one inside the other, as the notebooks build them. */
function tiedAutoencoder(): tf.Sequential {
  const first = dense({ units: 3, activation: 'selu', inputShape: [4] });
  const second = dense({ units: 2, activation: 'selu' });
  const encoder = tf.sequential({ layers: [first, second] });
  const decoder = tf.sequential({
    layers: [
      denseTranspose({ dense: second, activation: 'selu', inputShape: [2] }),
      denseTranspose({ dense: first, activation: 'sigmoid' }),
    ],
  });
  return tf.sequential({ layers: [encoder, decoder] });
}

function regularized(penalty: tf.layers.Layer): tf.Sequential {
  const hidden = dense({ units: 5, activation: 'sigmoid', inputShape: [4] });
  const encoder = tf.sequential({ layers: [hidden, penalty] });
  const output = dense({ units: 4, activation: 'sigmoid', inputShape: [5] });
  return tf.sequential({ layers: [encoder, tf.sequential({ layers: [output] })] });
}

/** The models whose numbers reference.py computed, by the same names. */
export const models = {
  tied: tiedAutoencoder,
  lasso: () => regularized(activityRegularization({ l1: 0.3, l2: 0.2 })),
  sparse: () =>
    regularized(
      activityRegularization({
        regularizer: klDivergenceRegularizer({ weight: 0.4, target: 0.1 }),
      }),
    ),
};

/** The numbers of a tensor. */
export const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
