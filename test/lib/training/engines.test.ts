import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { isNative } from '../../../lib/compile/binding';
import { binaryCrossEntropy } from '../../../lib/losses/cross-entropy';
import { klSparsity } from '../../../lib/losses/sparsity';
import { buildSigmoidAutoencoder } from '../../../lib/models/sigmoid-autoencoder';
import { Generator, manualSeed, rand, randn, randperm } from '../../../lib/random/generator';
import { fit, type FitOptions } from '../../../lib/training/fit';
import type { History } from '../../../lib/training/history';
import { train, type TrainOptions } from '../../../lib/training/train';

/** What both engines must agree within, relative to the largest value of a tensor. */
const TOLERANCE = 1e-5;

type Numbers = ArrayLike<number>;

/** Trains twice from the same start, and compares everything. */
async function assertSame(
  variables: readonly tf.Variable[],
  run: (engine: 'compiled' | 'eager') => Promise<History>,
): Promise<History> {
  const initial = variables.map((variable) => variable.clone());
  const before = variables.map((variable): Numbers => variable.dataSync().slice());
  const results = [];
  for (const engine of ['eager', 'compiled'] as const) {
    variables.forEach((variable, i) => variable.assign(initial[i] as tf.Tensor));
    manualSeed(3);
    const history = await run(engine);
    assert.equal(history.engine, engine);
    const last = rand([4]).dataSync();
    results.push({ history, last, values: variables.map((variable) => variable.dataSync()) });
  }
  tf.dispose(initial);
  const [eager, compiled] = results as [(typeof results)[0], (typeof results)[0]];
  eager.values.forEach((values, i) => assertNear(compiled.values[i] ?? [], values));
  for (const [name, values] of Object.entries(eager.history.terms)) {
    assertNear(compiled.history.terms[name] ?? [], values);
  }
  for (const [name, values] of Object.entries(eager.history.validation)) {
    assertNear(compiled.history.validation[name] ?? [], values);
  }
  assert.deepEqual(compiled.last, eager.last, 'both have drawn as many random numbers');
  const hasMoved = eager.values.some((values, i) => values[0] !== (before[i] as Numbers)[0]);
  assert.ok(hasMoved, 'the variables have moved');
  return compiled.history;
}

/** Biases that have hardly moved are what is left of sums of order one, which float32 rounds. */
const ROUNDING = 1e-7;

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i] as number));
    difference = Math.max(difference, Math.abs((actual[i] as number) - (expected[i] as number)));
  }
  assert.ok(difference <= TOLERANCE * largest + ROUNDING, `differs by ${difference} of ${largest}`);
}

const progress = false;
const optimizers: Record<string, () => tf.Optimizer> = {
  SGD: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  Adam: () => tf.train.adam(0.003),
  RMSprop: () => tf.train.rmsprop(0.002),
  Adagrad: () => tf.train.adagrad(0.05),
};

describe('compiled and eager steps', { skip: !isNative() && 'only libtensorflow compiles' }, () => {
  before(() => tf.ready());

  for (const [name, make] of Object.entries(optimizers)) {
    it(`agree over 500 steps of ${name}, with sparsity and a partial last batch`, async () => {
      manualSeed(1);
      const { variables, encoder, decoder } = buildSigmoidAutoencoder({
        inputUnits: 12,
        hiddenUnits: 7,
      });
      const loss = (x: tf.Tensor) => {
        const h = encoder(x);
        const kl = klSparsity(h, 0.1);
        const crossEntropy = binaryCrossEntropy(x, decoder(h), { features: 'sum' });
        return { loss: crossEntropy.add(kl.mul(0.1)), crossEntropy, kl };
      };
      const data = new Generator(2).rand([70, 12]);
      const options = { variables, loss, data, batchSize: 16, epochs: 100, progress };
      await assertSame(Object.values(variables), (engine) =>
        train({ ...options, optimizer: make(), engine }),
      );
    });
  }

  const layers: Record<string, () => { model: tf.Sequential; input: number[] }> = {
    'dense selu': () => ({
      model: tf.sequential({
        layers: [
          tf.layers.dense({ units: 10, activation: 'selu', inputShape: [20] }),
          tf.layers.dense({ units: 4, activation: 'selu' }),
          tf.layers.dense({ units: 20, activation: 'sigmoid' }),
        ],
      }),
      input: [20],
    }),
    'dense relu and softmax': () => ({
      model: tf.sequential({
        layers: [
          tf.layers.dense({ units: 10, activation: 'relu', inputShape: [20] }),
          tf.layers.dense({ units: 20, activation: 'softmax' }),
        ],
      }),
      input: [20],
    }),
    'convolutions, pooling and transposed convolutions': () => ({
      model: tf.sequential({
        layers: [
          tf.layers.conv2d({
            filters: 4,
            kernelSize: 3,
            padding: 'same',
            activation: 'selu',
            inputShape: [14, 14, 1],
          }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, activation: 'selu' }),
          tf.layers.conv2dTranspose({
            filters: 1,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            activation: 'sigmoid',
          }),
        ],
      }),
      input: [14, 14, 1],
    }),
    'strides, valid padding and upsampling': () => ({
      model: tf.sequential({
        layers: [
          tf.layers.conv2d({
            filters: 3,
            kernelSize: 3,
            strides: 2,
            activation: 'tanh',
            inputShape: [9, 9, 2],
          }),
          tf.layers.upSampling2d({ size: [2, 2] }),
          tf.layers.conv2d({ filters: 4, kernelSize: [2, 4], padding: 'same', activation: 'elu' }),
          tf.layers.conv2dTranspose({ filters: 2, kernelSize: 2, activation: 'sigmoid' }),
        ],
      }),
      input: [9, 9, 2],
    }),
    'batch normalization': () => ({
      model: tf.sequential({
        layers: [
          tf.layers.dense({ units: 10, useBias: false, inputShape: [20] }),
          tf.layers.batchNormalization(),
          tf.layers.activation({ activation: 'relu' }),
          tf.layers.dense({ units: 20, activation: 'sigmoid' }),
        ],
      }),
      input: [20],
    }),
    LSTM: () => ({
      model: tf.sequential({
        layers: [
          tf.layers.lstm({ units: 5, inputShape: [6, 4], recurrentInitializer: 'glorotNormal' }),
          tf.layers.repeatVector({ n: 6 }),
          tf.layers.gru({ units: 5, returnSequences: true, recurrentInitializer: 'glorotNormal' }),
          tf.layers.timeDistributed({
            layer: tf.layers.dense({ units: 4, activation: 'sigmoid' }),
          }),
        ],
      }),
      input: [6, 4],
    }),
  };
  for (const [name, make] of Object.entries(layers)) {
    it(`agree on ${name}`, async () => {
      const { model, input } = make();
      const data = new Generator(2).rand([50, ...input]);
      const variables = model.weights.map((weight) => weight.read() as tf.Variable);
      const options: FitOptions = {
        data,
        loss: 'binaryCrossentropy',
        optimizer: tf.train.sgd(0.1),
        batchSize: 16,
        epochs: 15,
        validationData: data.slice(0, 20),
        progress,
      };
      const history = await assertSame(variables, (engine) => fit(model, { ...options, engine }));
      const [first = 0, ...rest] = history.terms['loss'] ?? [];
      assert.ok((rest.at(-1) ?? Infinity) < first);
    });
  }

  it('draw the same mini-batches inside the loss', async () => {
    const { variables, autoencoder } = buildSigmoidAutoencoder({ inputUnits: 12, hiddenUnits: 7 });
    const data = new Generator(2).rand([70, 12]);
    const loss = () => {
      const x = data.gather(randperm(70, 16));
      return binaryCrossEntropy(x, autoencoder(x));
    };
    const options = { variables, loss, optimizer: tf.train.sgd(0.1), epochs: 60, progress };
    await assertSame(Object.values(variables), (engine) => train({ ...options, engine }));
  });

  it('draw the same masks and noise', async () => {
    manualSeed(1);
    const { variables, autoencoder } = buildSigmoidAutoencoder({ inputUnits: 9, hiddenUnits: 5 });
    const data = new Generator(2).rand([30, 9]);
    const loss = (x: tf.Tensor) => {
      const mask = rand(x.shape).less(0.9);
      const noisy = x.mul(mask).add(randn(x.shape).mul(0.1));
      return binaryCrossEntropy(x, autoencoder(noisy));
    };
    const optimizer = tf.train.sgd(0.5);
    const options: TrainOptions = { variables, loss, optimizer, data, batchSize: 8, epochs: 60 };
    await assertSame(Object.values(variables), (engine) => train({ ...options, progress, engine }));
  });
});
