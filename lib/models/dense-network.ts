import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';

/** What a layer does with u = x W + b, entry by entry. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh';

/** One layer: activation(x W + b). */
export interface DenseLayer {
  /** [inputs, outputs]. */
  W: tf.Variable<tf.Rank.R2>;
  /** [outputs]. */
  b: tf.Variable<tf.Rank.R1>;
  activation: Activation;
}

/** Dense layers one after the other, as a function [patterns, inputs] to [patterns, outputs]. */
export interface DenseNetwork {
  (x: tf.Tensor): tf.Tensor2D;
  readonly layers: readonly DenseLayer[];
  /** W and b of every layer: what training changes. */
  readonly variables: readonly tf.Variable[];
  /** How many numbers the variables hold. */
  readonly parameters: number;
}

export interface DenseNetworkOptions {
  /** Inputs, then the units of each layer: [784, 128, 64] has two layers. */
  units: readonly number[];
  /** Of all layers but the last. @default 'relu' */
  activation?: Activation;
  /** Of the last layer. @default that of the others */
  outputActivation?: Activation;
  /**
   * Where the initial weights are drawn from.
   * @default the global generator that manualSeed seeds
   */
  generator?: Generator;
}

/** An encoder and a decoder that are trained together. */
export interface DenseAutoencoder {
  encoder: DenseNetwork;
  decoder: DenseNetwork;
  /** Both, one after the other. */
  autoencoder: DenseNetwork;
  /** What training changes: those of the encoder, then those of the decoder. */
  variables: readonly tf.Variable[];
}

export interface DenseAutoencoderOptions extends Omit<DenseNetworkOptions, 'outputActivation'> {
  /** From the inputs to the code: [784, 128, 32]. The decoder has the same layers backwards. */
  units: readonly number[];
  /** Of the code. @default that of the hidden layers */
  codeActivation?: Activation;
  /** Of the reconstruction. @default 'sigmoid' */
  outputActivation?: Activation;
}

const APPLY: Record<Activation, (u: tf.Tensor2D) => tf.Tensor2D> = {
  linear: (u) => u,
  relu: (u) => u.relu(),
  sigmoid: (u) => u.sigmoid(),
  tanh: (u) => u.tanh(),
};

/**
 * Dense layers that begin as Torch's `nn.Linear` does: weights and biases uniform between
 * -1/sqrt(inputs) and 1/sqrt(inputs) of their layer.
 *
 * @throws ArgumentError where `units` are no layers
 */
export function buildDenseNetwork({
  units,
  activation = 'relu',
  outputActivation = activation,
  generator = defaultGenerator,
}: DenseNetworkOptions): DenseNetwork {
  if (units.length < 2 || !units.every((count) => Number.isInteger(count) && count >= 1)) {
    throw new ArgumentError(
      `There are no layers of ${units.join(', ')} units.`,
      'Pass the number of inputs and then the units of each layer: [784, 128].',
    );
  }
  const layers = units.slice(1).map((outputs, i): DenseLayer => {
    const inputs = units[i] as number;
    const begin = <R extends tf.Rank.R1 | tf.Rank.R2>(shape: tf.ShapeMap[R]): tf.Variable<R> =>
      tf.tidy(() => {
        const drawn = generator.rand<R>(shape).mul<tf.Tensor<R>>(2).sub<tf.Tensor<R>>(1);
        return tf.variable(drawn.div<tf.Tensor<R>>(Math.sqrt(inputs)));
      });
    return {
      W: begin<tf.Rank.R2>([inputs, outputs]),
      b: begin<tf.Rank.R1>([outputs]),
      activation: i === units.length - 2 ? outputActivation : activation,
    };
  });
  return joinLayers(layers);
}

/**
 * Layers one after the other, as one network; the networks that they come from keep them, too.
 *
 * @throws ArgumentError where a layer gives more or fewer numbers than the next one takes
 */
export function joinNetworks(...networks: readonly DenseNetwork[]): DenseNetwork {
  return joinLayers(networks.flatMap(({ layers }) => layers));
}

/**
 * An autoencoder of dense layers whose decoder mirrors its encoder.
 *
 * @example buildDenseAutoencoder({ units: [784, 128, 64, 32] }) // ... 32, 64, 128, 784
 * @throws ArgumentError where `units` are no layers
 */
export function buildDenseAutoencoder({
  units,
  activation = 'relu',
  codeActivation = activation,
  outputActivation = 'sigmoid',
  generator = defaultGenerator,
}: DenseAutoencoderOptions): DenseAutoencoder {
  const encoder = buildDenseNetwork({
    units,
    activation,
    outputActivation: codeActivation,
    generator,
  });
  const decoder = buildDenseNetwork({
    units: [...units].reverse(),
    activation,
    outputActivation,
    generator,
  });
  const autoencoder = joinNetworks(encoder, decoder);
  return { encoder, decoder, autoencoder, variables: autoencoder.variables };
}

function joinLayers(layers: readonly DenseLayer[]): DenseNetwork {
  layers.slice(1).forEach(({ W }, i) => {
    const given = layers[i]?.W.shape[1];
    if (given === W.shape[0]) return;
    throw new ArgumentError(
      `A layer gives ${given} numbers, and the next one takes ${W.shape[0]}.`,
      'Join networks whose last and first layer fit together.',
    );
  });
  const variables = layers.flatMap(({ W, b }): tf.Variable[] => [W, b]);
  const apply = (x: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() =>
      layers.reduce(
        (h, { W, b, activation }) => APPLY[activation](h.matMul(W).add<tf.Tensor2D>(b)),
        x.clone() as tf.Tensor2D,
      ),
    );
  return Object.assign(apply, {
    layers,
    variables,
    parameters: variables.reduce((sum, { size }) => sum + size, 0),
  });
}
