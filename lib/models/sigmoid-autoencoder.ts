import * as tf from '../backend/tf';
import { defaultGenerator, type Generator } from '../random/generator';

/** The parameters of an autoencoder with one hidden layer and a decoder of its own (untied). */
export interface SigmoidAutoencoderWeights<T = tf.Variable> {
  /** W, [inputUnits, hiddenUnits]. */
  W: T;
  /** W', [hiddenUnits, inputUnits]. */
  WPrime: T;
  /** b, [hiddenUnits]. */
  b: T;
  /** b', [inputUnits]. */
  bPrime: T;
}

/** What {@link buildSigmoidAutoencoder} builds. */
export interface SigmoidAutoencoder {
  /** What training changes. */
  variables: SigmoidAutoencoderWeights;
  /** [patterns, inputUnits] to the activations [patterns, hiddenUnits], in (0, 1). */
  encoder: (x: tf.Tensor) => tf.Tensor2D;
  /** [patterns, hiddenUnits] to the output [patterns, inputUnits], in (0, 1). */
  decoder: (h: tf.Tensor) => tf.Tensor2D;
  /** Both, one after the other. */
  autoencoder: (x: tf.Tensor) => tf.Tensor2D;
}

/** How large the model is and where its first weights come from. */
export interface SigmoidAutoencoderOptions {
  inputUnits: number;
  hiddenUnits: number;
  /**
   * Where the initial weights are drawn from.
   * @default the global generator that manualSeed seeds
   */
  generator?: Generator;
  /**
   * Weights to begin with, instead of random ones.
   */
  weights?: SigmoidAutoencoderWeights<tf.TensorLike>;
}

/**
 * The functional autoencoder h = sigmoid(x W + b), y = sigmoid(h W' + b').
 *
 * It begins with W and then W' drawn from the normal distribution of standard deviation
 * 1 / sqrt(inputUnits), and b = b' = 0.
 */
export function buildSigmoidAutoencoder(options: SigmoidAutoencoderOptions): SigmoidAutoencoder {
  const { inputUnits, hiddenUnits, generator = defaultGenerator, weights } = options;
  const shapes: SigmoidAutoencoderWeights<[number] | [number, number]> = {
    W: [inputUnits, hiddenUnits],
    WPrime: [hiddenUnits, inputUnits],
    b: [hiddenUnits],
    bPrime: [inputUnits],
  };
  const variable = (name: keyof typeof shapes) =>
    tf.tidy(() => {
      const shape = shapes[name];
      if (weights) return tf.variable(tf.tensor(weights[name], shape));
      if (shape.length === 1) return tf.variable(tf.zeros(shape));
      return tf.variable(generator.randn(shape).div(Math.sqrt(inputUnits)));
    });
  const W = variable('W');
  const WPrime = variable('WPrime');
  const b = variable('b');
  const bPrime = variable('bPrime');
  const encoder = (x: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => x.matMul(W).add<tf.Tensor2D>(b).sigmoid());
  const decoder = (h: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => h.matMul(WPrime).add<tf.Tensor2D>(bPrime).sigmoid());
  return {
    variables: { W, WPrime, b, bPrime },
    encoder,
    decoder,
    autoencoder: (x) => tf.tidy(() => decoder(encoder(x))),
  };
}
