import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { onlyInput, type LayerArgs } from './custom-layer';

/** What a regularizer of TensorFlow.js or of this library offers. */
export interface ActivityRegularizer {
  /** [patterns, ...] to a scalar. */
  apply(activities: tf.Tensor): tf.Scalar;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
}

/** How {@link activityRegularization} penalises. */
export interface ActivityRegularizationArgs extends LayerArgs {
  /**
   * Weight of the sum of the absolute values.
   * @default 0
   */
  l1?: number;
  /**
   * Weight of the sum of the squares.
   * @default 0
   */
  l2?: number;
  /**
   * Another penalty in place of these two, as `klDivergenceRegularizer`.
   * @default none
   */
  regularizer?: ActivityRegularizer;
}

type Config = Omit<ActivityRegularizationArgs, 'regularizer'> & {
  regularizer?: { className: string; config: tf.serialization.ConfigDict } | null;
};

/** The layer that {@link activityRegularization} makes. */
export class ActivityRegularization extends tf.layers.Layer {
  static readonly className = 'ActivityRegularization';
  private readonly l1: number;
  private readonly l2: number;
  private readonly regularizer: ActivityRegularizer | undefined;
  /** Of the last batch; nobody else holds on to it. */
  private penalty: tf.Scalar | undefined;

  constructor({ l1 = 0, l2 = 0, regularizer, ...args }: ActivityRegularizationArgs) {
    super(args);
    if (regularizer && (l1 !== 0 || l2 !== 0)) {
      throw new ArgumentError(
        'Activity regularization was given l1 or l2 and a regularizer.',
        'Give one of the two.',
      );
    }
    this.l1 = l1;
    this.l2 = l2;
    this.regularizer = regularizer;
    this.supportsMasking = true;
    this.addLoss(() => this.takePenalty());
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = onlyInput(inputs);
    this.penalty?.dispose();
    this.penalty = tf.keep(tf.tidy(() => this.penaltyOf(input)));
    return tf.clone(input);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { l1, l2, regularizer } = this;
    const serialized = regularizer && {
      className: regularizer.getClassName(),
      config: regularizer.getConfig(),
    };
    return { ...super.getConfig(), l1, l2, regularizer: serialized ?? null };
  }

  /** Makes the layer that a configuration describes. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { regularizer, ...args } = config as unknown as Config;
    return new cls({ ...args, ...(regularizer && { regularizer: revive(regularizer) }) });
  }

  private penaltyOf(input: tf.Tensor): tf.Scalar {
    const { l1, l2, regularizer } = this;
    const sum = regularizer
      ? regularizer.apply(input)
      : tf.add(input.abs().sum().mul(l1), input.square().sum().mul(l2));
    return sum.div<tf.Scalar>(input.shape[0] ?? 1);
  }

  /** Hands the penalty over, to whoever tidies up around the loss. */
  private takePenalty(): tf.Scalar {
    const { penalty } = this;
    if (!penalty) return tf.scalar(0);
    this.penalty = undefined;
    const copy = penalty.clone();
    penalty.dispose();
    return copy;
  }
}
tf.serialization.registerClass(ActivityRegularization);

/**
 * A layer that hands its input on and adds a penalty on it to the loss: the regularizer's value divided
 * by the number of patterns in the batch, as in Keras. `fit` reads it; `model.fit` of TensorFlow.js does
 * so only where no model is nested in the model.
 *
 * (TensorFlow.js knows the option `activityRegularizer` of layers, and throws an error for it.)
 *
 * @example
 * tf.sequential({ layers: [
 *   tf.layers.dense({ units: 300, activation: 'sigmoid', inputShape: [784] }),
 *   activityRegularization({ l1: 1e-3 }),
 * ] })
 */
export function activityRegularization(args: ActivityRegularizationArgs): ActivityRegularization {
  return new ActivityRegularization(args);
}

function revive({ className, config }: NonNullable<Config['regularizer']>): ActivityRegularizer {
  const known = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (!known) {
    throw new ArgumentError(
      `The regularizer ${className} is not known.`,
      'Register its class with tf.serialization.registerClass before the model is loaded.',
    );
  }
  const [cls, fromConfig] = known;
  return fromConfig(cls, config) as unknown as ActivityRegularizer;
}
