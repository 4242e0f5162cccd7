import * as tf from '../backend/tf';
import { ArgumentError, LatentlabError } from '../errors';
import { leafLayers, onlyInput, type LayerArgs } from './custom-layer';

type Activation = NonNullable<Parameters<typeof tf.layers.activation>[0]>['activation'];

/** What {@link denseTranspose} is made from. */
export interface DenseTransposeArgs extends LayerArgs {
  /** The dense layer whose kernel is used, after it was built: as a part of a model. */
  dense: tf.layers.Layer;
  /** @default 'linear' */
  activation?: Activation;
}

/**
 * What is saved: the name of the dense layer stands for it, under `name`, for TensorFlow.js changes the
 * spelling of every other string.
 */
interface SavedArgs extends LayerArgs {
  dense: { name: string; units: number };
  activation: Activation;
}

/** The layer that {@link denseTranspose} makes. */
export class DenseTranspose extends tf.layers.Layer {
  static readonly className = 'DenseTranspose';
  private readonly activation: Activation;
  private readonly activate: tf.layers.Layer;
  /** Numbers in an output: those in an input of the dense layer. */
  private readonly units: number;
  private readonly denseName: string;
  private dense: tf.layers.Layer | undefined;
  private bias: tf.LayerVariable | undefined;

  constructor({ dense, activation = 'linear', ...args }: DenseTransposeArgs | SavedArgs) {
    super(args);
    this.activation = activation;
    this.activate = tf.layers.activation({ activation });
    this.denseName = dense.name;
    if (dense instanceof tf.layers.Layer) {
      this.dense = dense;
      this.units = kernelOf(dense).shape[0] ?? 0;
    } else this.units = dense.units;
  }

  /** Ties a layer that was loaded to the dense layer that it was saved with, if it is among these. */
  tieTo(layers: readonly tf.layers.Layer[]): void {
    const dense = layers.find(({ name }) => name === this.denseName);
    if (dense) this.dense = dense;
    else {
      throw new LatentlabError(
        `The layer '${this.name}' shares the kernel of '${this.denseName}', which is not in the model.`,
        'Save and load the whole autoencoder, not the decoder alone.',
      );
    }
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.bias = this.addWeight('bias', [this.units], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      if (!this.dense) {
        throw new LatentlabError(
          `The layer '${this.name}' was loaded and does not know the kernel of '${this.denseName}' yet.`,
          'Call tieWeights(model) with the model that was loaded.',
        );
      }
      const kernel = kernelOf(this.dense) as tf.Tensor2D;
      const z = tf.matMul(onlyInput(inputs), kernel, false, true);
      return this.activate.apply(z.add((this.bias as tf.LayerVariable).read())) as tf.Tensor;
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), this.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { denseName, units, activation } = this;
    return { ...super.getConfig(), dense: { name: denseName, units }, activation };
  }
}
tf.serialization.registerClass(DenseTranspose);

/**
 * A dense layer with the kernel of another one, transposed, and a bias of its own:
 * activation(x Wᵀ + b). It is how a decoder's weights are tied to the encoder's.
 *
 * @throws ArgumentError where the dense layer has no kernel yet
 * @example
 * const hidden = tf.layers.dense({ units: 30, inputShape: [784] });
 * const encoder = tf.sequential({ layers: [hidden] });
 * const output = denseTranspose({ dense: hidden, activation: 'sigmoid', inputShape: [30] });
 */
export function denseTranspose(args: DenseTransposeArgs): DenseTranspose {
  return new DenseTranspose(args);
}

/**
 * Ties the {@link denseTranspose} layers of a model that was loaded to its dense layers, by name.
 *
 * @returns the same model
 * @throws LatentlabError where one of these layers is not in the model
 */
export function tieWeights<T extends tf.LayersModel>(model: T): T {
  const layers = leafLayers(model);
  for (const layer of layers) {
    if (layer instanceof DenseTranspose) layer.tieTo(layers);
  }
  return model;
}

function kernelOf(dense: tf.layers.Layer): tf.Tensor {
  const kernel = dense.weights[0]?.read();
  if (kernel?.rank === 2) return kernel;
  throw new ArgumentError(
    `The layer '${dense.name}' has no kernel, or one that is no matrix.`,
    'Pass a dense layer that is already part of a model.',
  );
}
