/** The work that is timed, as this library does it. Peers do the same in peers/. */
import {
  buildSigmoidAutoencoder,
  fit,
  Generator,
  klSparsity,
  binaryCrossEntropy,
  ntuPatterns,
  tf,
  train,
  type EngineName,
} from '../lib';

/** Trains for a fixed number of steps. */
export type Repetition = (engine: EngineName) => Promise<unknown>;

/** A workload that is ready to be timed. */
export interface Workload {
  /** Steps in a repetition: enough that what is done once, as tracing, weighs as in real training. */
  steps: number;
  /** Floating-point operations of the matrix products and convolutions in a step. */
  flops: number;
  /** The least bytes that a step moves between processor and memory. */
  bytes: number;
  repeat: Repetition;
}

/**
 * @param moments how many numbers the optimizer keeps of each weight
 * @returns bytes of the batch, read once, and of weights, gradients and moments, read and written once
 */
function leastBytes(batch: number, weights: number, moments = 0): number {
  return 4 * (batch + weights * 2 * (2 + moments));
}

const progress = false;

/** 5 patterns of 9 bits through 4 units, full-batch gradient descent. */
function tiny(): Workload {
  const steps = 2000;
  const X = tf.tensor2d(ntuPatterns);
  const model = buildSigmoidAutoencoder({ inputUnits: 9, hiddenUnits: 4 });
  const optimizer = tf.train.sgd(0.1);
  const loss = (x: tf.Tensor) => binaryCrossEntropy(x, model.autoencoder(x), { features: 'sum' });
  const { variables } = model;
  const options = { variables, loss, optimizer, data: X, epochs: steps, progress };
  return {
    steps,
    flops: 5 * 2 * 5 * 9 * 4,
    bytes: leastBytes(45, 85),
    repeat: (engine) => train({ ...options, engine }),
  };
}

/** The objective of the faces exercise: squared error, activity, entropy, weights; Adam. */
function lfw(): Workload {
  const [patterns, batchSize, d, h] = [5000, 100, 1036, 400];
  const epochs = 8;
  const random = new Generator(1);
  const X = random.randn([patterns, d]);
  const V = tf.variable(random.randn([d, h]).div(Math.sqrt(d)));
  const W = tf.variable(tf.zeros([h, d]));
  const b = tf.variable(tf.zeros([h]));
  const a = tf.variable(tf.zeros([d]));
  const loss = (x: tf.Tensor) => {
    const z = x.matMul(V).add(b).relu();
    const output = z.matMul(W).add(a);
    const rec = x.sub(output).square().sum(1).mean();
    const spa = z.abs().sum(1).mean();
    const ent = tf.div(1, z.mean(0).add(1e-6)).sum();
    return tf.addN([rec, spa, ent.mul(0.01), W.square().sum()]);
  };
  const optimizer = tf.train.adam(1e-4);
  const options = { variables: [V, W, b, a], loss, optimizer, data: X, batchSize, progress };
  return {
    steps: (epochs * patterns) / batchSize,
    flops: 5 * 2 * batchSize * d * h,
    bytes: leastBytes(batchSize * d, 2 * d * h + d + h, 2),
    repeat: (engine) => train({ ...options, epochs, engine }),
  };
}

/** 784-100-30-100-784, selu, as layers. */
function stacked(): Workload {
  const [patterns, batchSize] = [12800, 32];
  const X = new Generator(1).rand([patterns, 784]);
  const dense = (units: number, activation: 'selu' | 'sigmoid', inputShape?: number[]) =>
    tf.layers.dense({ units, activation, ...(inputShape ? { inputShape } : {}) });
  const model = tf.sequential({
    layers: [
      dense(100, 'selu', [784]),
      dense(30, 'selu'),
      dense(100, 'selu'),
      dense(784, 'sigmoid'),
    ],
  });
  model.compile({ loss: 'binaryCrossentropy', optimizer: tf.train.sgd(0.1) });
  const products = 784 * 100 + 100 * 30 + 30 * 100 + 100 * 784;
  return {
    steps: patterns / batchSize,
    flops: 2 * batchSize * (3 * products - 784 * 100),
    bytes: leastBytes(batchSize * 784, model.countParams()),
    repeat: (engine) => fit(model, { data: X, batchSize, epochs: 1, progress, engine }),
  };
}

/** 784-625-784, sigmoid, multiplicative noise, sparsity. */
function denoising(): Workload {
  const [patterns, batchSize] = [12800, 128];
  const epochs = 3;
  const random = new Generator(1);
  const X = random.rand([patterns, 784]);
  const { variables, encoder, decoder } = buildSigmoidAutoencoder({
    inputUnits: 784,
    hiddenUnits: 625,
  });
  const loss = (x: tf.Tensor) => {
    const corrupted = x.mul(random.rand(x.shape).less(0.9));
    const h = encoder(corrupted);
    const crossEntropy = binaryCrossEntropy(x, decoder(h), { features: 'sum' });
    return crossEntropy.add(klSparsity(h, 0.02).mul(0.4));
  };
  const optimizer = tf.train.sgd(0.1);
  const options = { variables, loss, optimizer, data: X, batchSize, progress };
  return {
    steps: (epochs * patterns) / batchSize,
    flops: 5 * 2 * batchSize * 784 * 625,
    bytes: leastBytes(batchSize * 784, 2 * 784 * 625 + 784 + 625),
    repeat: (engine) => train({ ...options, epochs, engine }),
  };
}

/** The convolutional autoencoder of the Keras chapter. */
function convolutional(): Workload {
  const [patterns, batchSize] = [3200, 32];
  const X = new Generator(1).rand([patterns, 28, 28, 1]);
  const conv = (filters: number, inputShape?: number[]) =>
    tf.layers.conv2d({
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'selu',
      ...(inputShape ? { inputShape } : {}),
    });
  const transposed = (filters: number, padding: 'valid' | 'same', activation: 'selu' | 'sigmoid') =>
    tf.layers.conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding, activation });
  const pool = () => tf.layers.maxPooling2d({ poolSize: 2 });
  const model = tf.sequential({
    layers: [
      conv(16, [28, 28, 1]),
      pool(),
      conv(32),
      pool(),
      conv(64),
      pool(),
      transposed(32, 'valid', 'selu'),
      transposed(16, 'same', 'selu'),
      transposed(1, 'same', 'sigmoid'),
    ],
  });
  model.compile({ loss: 'binaryCrossentropy', optimizer: tf.train.sgd(1) });
  const forward =
    9 * (784 * 16 + 196 * 16 * 32 + 49 * 32 * 64 + 9 * 64 * 32 + 49 * 32 * 16 + 196 * 16);
  return {
    steps: patterns / batchSize,
    flops: 2 * batchSize * (3 * forward - 9 * 784 * 16),
    bytes: leastBytes(batchSize * 784, model.countParams()),
    repeat: (engine) => fit(model, { data: X, batchSize, epochs: 1, progress, engine }),
  };
}

/** By name, in the order of the table. */
export const workloads: Readonly<Record<string, () => Workload>> = {
  tiny,
  lfw,
  stacked,
  denoising,
  convolutional,
};
