/**
 * Trains a model of each kind for 20 steps from the same numbers: `node models.js` prints their
 * weights, losses and times as JSON. A process has one backend, so that two are compared from outside.
 */
import { fit, Generator, manualSeed, randn, tf, train } from '../../../lib';

/** What came of one model. */
export interface Trained {
  losses: number[];
  weights: number[][];
  /** Milliseconds of a step, the median. */
  ms: number;
}

const STEPS = 20;
const { layers } = tf;

function images(shape: [number, number, number, number]): tf.Tensor4D {
  return new Generator(5).rand<tf.Rank.R4>(shape);
}

/** Weights that do not depend on how the backend draws. */
function redraw(model: tf.LayersModel): void {
  const random = new Generator(7);
  model.setWeights(model.getWeights().map(({ shape }) => random.randn(shape).mul(0.2)));
}

async function fitted(model: tf.LayersModel, X: tf.Tensor): Promise<Trained> {
  redraw(model);
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.momentum(0.1, 0.9) });
  const batchSize = X.shape[0];
  const losses: number[] = [];
  const times: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const start = performance.now();
    const options = { data: X, batchSize, epochs: 1, engine: 'eager', progress: false } as const;
    const { terms } = await fit(model, options);
    times.push(performance.now() - start);
    losses.push(...(terms['loss'] as number[]));
  }
  const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
  return { losses, weights, ms: times.sort((a, b) => a - b)[STEPS >> 1] as number };
}

const conv = (filters: number, activation: 'relu' | 'sigmoid', inputShape?: number[]) =>
  layers.conv2d({
    filters,
    kernelSize: 3,
    padding: 'same',
    activation,
    ...(inputShape ? { inputShape } : {}),
  });

const transposed = (filters: number, activation: 'relu' | 'sigmoid') =>
  layers.conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding: 'same', activation });

/** Variables and a loss, as the tutorials write them. */
async function trained(variables: tf.Variable[], loss: () => tf.Scalar): Promise<Trained> {
  const optimizer = tf.train.adam(0.01);
  const start = performance.now();
  const options = { variables, loss, optimizer, epochs: STEPS, progress: false };
  const { terms } = await train({ ...options, engine: 'eager' });
  const weights = variables.map((variable) => [...variable.dataSync()]);
  return { losses: terms['loss'] as number[], weights, ms: (performance.now() - start) / STEPS };
}

const models: Record<string, () => Promise<Trained>> = {
  dense: () => {
    const X = new Generator(5).rand([32, 64]);
    const model = tf.sequential({
      layers: [
        layers.dense({ units: 16, activation: 'selu', inputShape: [64] }),
        layers.dense({ units: 64, activation: 'sigmoid' }),
      ],
    });
    return fitted(model, X);
  },
  // The Keras chapter's, at its own size.
  convolutional: () => {
    const model = tf.sequential({
      layers: [
        conv(16, 'relu', [28, 28, 1]),
        layers.maxPooling2d({ poolSize: 2 }),
        conv(32, 'relu'),
        layers.maxPooling2d({ poolSize: 2 }),
        transposed(16, 'relu'),
        transposed(1, 'sigmoid'),
      ],
    });
    return fitted(model, images([32, 28, 28, 1]));
  },
  upsampling: () => {
    const model = tf.sequential({
      layers: [
        conv(4, 'relu', [8, 8, 1]),
        layers.averagePooling2d({ poolSize: 2 }),
        layers.upSampling2d({ size: [2, 2] }),
        conv(1, 'sigmoid'),
      ],
    });
    return fitted(model, images([8, 8, 8, 1]));
  },
  dropout: () => {
    manualSeed(3);
    const model = tf.sequential({
      layers: [
        layers.dropout({ rate: 0.5, seed: 11, inputShape: [64] }),
        layers.dense({ units: 64, activation: 'sigmoid' }),
      ],
    });
    return fitted(model, new Generator(5).rand([32, 64]));
  },
  recurrent: () => {
    const model = tf.sequential({
      layers: [
        layers.lstm({ units: 8, inputShape: [6, 5] }),
        layers.repeatVector({ n: 6 }),
        layers.lstm({ units: 5, returnSequences: true }),
      ],
    });
    return fitted(model, new Generator(5).rand([16, 6, 5]));
  },
  variational: () => {
    manualSeed(3);
    const X = new Generator(5).rand([32, 20]);
    const random = new Generator(7);
    const weight = (shape: [number, number]) => tf.variable(random.randn(shape).mul(0.2));
    const [mean, logVariance, decoder] = [weight([20, 4]), weight([20, 4]), weight([4, 20])];
    const loss = (): tf.Scalar => {
      const mu = X.matMul(mean);
      const gamma = X.matMul(logVariance);
      const z = mu.add(
        gamma
          .div(2)
          .exp()
          .mul(randn([32, 4])),
      );
      const y = z.matMul(decoder).sigmoid();
      const latent = gamma.add(1).sub(gamma.exp()).sub(mu.square()).sum(1).mean().mul(-0.5);
      return X.sub(y).square().sum(1).mean().add(latent);
    };
    return trained([mean, logVariance, decoder], loss);
  },
  einsum: () => {
    const X = new Generator(5).rand([12, 6, 10]);
    const random = new Generator(7);
    const W = tf.variable(random.randn([10, 4]).mul(0.3));
    const V = tf.variable(random.randn([4, 10]).mul(0.3));
    const loss = (): tf.Scalar => {
      const code = tf.einsum('bij,jk->bik', X, W).tanh();
      return X.sub(tf.einsum('bik,kj->bij', code, V))
        .square()
        .mean();
    };
    return trained([W, V], loss);
  },
};

async function main(): Promise<void> {
  await tf.ready();
  const results: Record<string, Trained> = {};
  for (const [name, run] of Object.entries(models)) results[name] = await run();
  process.stdout.write(JSON.stringify(results));
}

void main();
