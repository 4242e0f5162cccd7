import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { klSparsity } from '../losses/sparsity';

/** How {@link klDivergenceRegularizer} penalises. */
export interface KLDivergenceRegularizerArgs {
  /** What the divergence is multiplied with. */
  weight: number;
  /**
   * How active a unit should be on average, between 0 and 1.
   * @default 0.1
   */
  target?: number;
}

/** The regularizer that {@link klDivergenceRegularizer} makes. */
export class KLDivergenceRegularizer extends tf.serialization.Serializable {
  static readonly className = 'KLDivergenceRegularizer';
  private readonly weight: number;
  private readonly target: number;

  constructor({ weight, target = 0.1 }: KLDivergenceRegularizerArgs) {
    super();
    if (!(target > 0 && target < 1)) {
      throw new ArgumentError(`The target activity is ${target}.`, 'Give one between 0 and 1.');
    }
    this.weight = weight;
    this.target = target;
  }

  /** @param activities [patterns, units], in [0, 1] */
  apply(activities: tf.Tensor): tf.Scalar {
    return tf.tidy(() => klSparsity(activities, this.target).mul<tf.Scalar>(this.weight));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { weight: this.weight, target: this.target };
  }
}
tf.serialization.registerClass(KLDivergenceRegularizer);

/**
 * A regularizer of activities that keeps units from being active more or less often than the target:
 * the weight times {@link klSparsity} of the batch. It goes into `activityRegularization`.
 *
 * @throws ArgumentError for a target that is no probability
 */
export function klDivergenceRegularizer(
  args: KLDivergenceRegularizerArgs,
): KLDivergenceRegularizer {
  return new KLDivergenceRegularizer(args);
}
