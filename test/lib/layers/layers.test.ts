import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { isNative } from '../../../lib/compile/binding';
import { ArgumentError } from '../../../lib/errors';
import { activityRegularization } from '../../../lib/layers/activity-regularization';
import { denseTranspose } from '../../../lib/layers/dense-transpose';
import { klDivergenceRegularizer } from '../../../lib/layers/kl-divergence-regularizer';
import { rounding } from '../../../lib/layers/rounding';
import { sampling } from '../../../lib/layers/sampling';
import { seedLayers } from '../../../lib/layers/seeded-draws';
import { manualSeed, randn } from '../../../lib/random/generator';
import { fit } from '../../../lib/training/fit';
import { assertClose } from '../close';
import { models, values } from './models';
import { reference } from './reference';

const { dense } = tf.layers;
const x = () => tf.tensor2d(reference.x);

before(async () => {
  await tf.ready();
  seedLayers();
});

describe('layers, beside those of Keras', () => {
  for (const [name, build] of Object.entries(models) as [
    keyof typeof models,
    () => tf.Sequential,
  ][]) {
    for (const engine of isNative() ? (['eager', 'compiled'] as const) : (['eager'] as const)) {
      it(`${name}: the same outputs, losses and trained weights, ${engine}`, async () => {
        const { before, outputs, losses, validation, after } = reference[name];
        const model = build();
        model.setWeights(before.map((weight) => tf.tensor(weight)));
        assertClose(values(model.predict(x()) as tf.Tensor), outputs.flat(), 1e-5);
        const options = { epochs: 3, batchSize: 6, shuffle: false, progress: false, engine };
        const history = await fit(model, {
          data: x(),
          validationData: x(),
          loss: 'binaryCrossentropy',
          optimizer: tf.train.sgd(0.5),
          ...options,
        });
        assertClose(history.terms['loss'] ?? [], losses, 1e-5);
        assertClose([history.validation['loss']?.at(-1) ?? NaN], [validation], 1e-5);
        model.getWeights().forEach((weight, i) => {
          assertClose(values(weight), (after[i] ?? []).flat(), 1e-5);
        });
      });
    }
  }

  it('sampling draws from the normal distributions that it is given', () => {
    const { zMean, zLogVar, z } = reference.sampling;
    manualSeed(3);
    const drawn = sampling().apply([tf.tensor2d(zMean), tf.tensor2d(zLogVar)]) as tf.Tensor;
    assertClose(values(drawn), z.flat(), 1e-5);
  });

  it('rounding rounds, and hands gradients through', () => {
    const { x, rounded, gradientOfSumOfSquares } = reference.rounding;
    const layer = rounding();
    const round = (t: tf.Tensor) => layer.apply(t) as tf.Tensor;
    assertClose(values(round(tf.tensor1d(x))), rounded, 0);
    const gradient = tf.grad((t) => round(t).square().sum())(tf.tensor1d(x));
    assertClose(values(gradient), gradientOfSumOfSquares, 0);
  });

  it('dropout sets to 0 what it drops and doubles the rest', () => {
    manualSeed(3);
    const layer = tf.layers.dropout({ rate: 0.5 });
    const dropped = layer.apply(tf.ones([6, 4]), { training: true }) as tf.Tensor;
    const expected = reference.dropout.uniform.flat().map((u) => (u >= 0.5 ? 2 : 0));
    assertClose(values(dropped), expected, 0);
    assert.deepEqual(reference.dropout.values, [0, 2]);
  });
});

describe('layers that draw', () => {
  it('Gaussian noise is the generator’s, in training only', () => {
    const layer = tf.layers.gaussianNoise({ stddev: 0.2 });
    manualSeed(7);
    const noise = randn([5, 3]).mul(0.2);
    manualSeed(7);
    const noisy = layer.apply(tf.ones([5, 3]), { training: true }) as tf.Tensor;
    assertClose(values(noisy.sub(1)), values(noise), 1e-6);
    assertClose(values(layer.apply(tf.ones([5, 3])) as tf.Tensor), Array<number>(15).fill(1), 0);
  });

  it('a rate of 0 keeps, a rate of 1 drops everything', () => {
    for (const [rate, expected] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const layer = tf.layers.dropout({ rate });
      const output = layer.apply(tf.ones([3, 2]), { training: true }) as tf.Tensor;
      assertClose(values(output), Array<number>(6).fill(expected), 0);
    }
  });

  it('first weights follow manualSeed, and differ from layer to layer', () => {
    const draw = (initializer: string) => {
      const layers = ['a', 'b'].map(() =>
        dense({ units: 40, inputShape: [60], kernelInitializer: initializer }),
      );
      return tf.sequential({ layers: [layers[0]!] }).getWeights()[0]!;
    };
    for (const initializer of [
      'glorotNormal',
      'glorotUniform',
      'heNormal',
      'leCunNormal',
      'randomNormal',
      'randomUniform',
      'truncatedNormal',
      'orthogonal',
    ]) {
      manualSeed(1);
      const [first, second] = [values(draw(initializer)), values(draw(initializer))];
      manualSeed(1);
      assert.deepEqual(values(draw(initializer)), first, initializer);
      assert.notDeepEqual(second, first, initializer);
    }
  });

  it('first weights keep a seed of their own', () => {
    const draw = () => {
      const kernelInitializer = tf.initializers.glorotNormal({ seed: 5 });
      const model = tf.sequential({
        layers: [dense({ units: 3, inputShape: [2], kernelInitializer })],
      });
      return values(model.getWeights()[0]!);
    };
    manualSeed(1);
    const first = draw();
    manualSeed(2);
    assert.deepEqual(draw(), first);
  });

  it('orthogonal weights are orthonormal along the shorter side', () => {
    for (const [rows, columns] of [
      [30, 120],
      [120, 30],
      [50, 50],
    ] as const) {
      const q = tf.initializers.orthogonal({ gain: 2 }).apply([rows, columns]) as tf.Tensor2D;
      assert.deepEqual(q.shape, [rows, columns]);
      const product = tf.matMul(q, q, rows > columns, rows <= columns);
      const identity = tf.eye(Math.min(rows, columns)).mul(4);
      assertClose(values(product), values(identity), 1e-4);
    }
  });

  it('compile, and draw what eager steps draw', { skip: !isNative() }, async () => {
    const build = () =>
      tf.sequential({
        layers: [
          tf.layers.dropout({ rate: 0.5, inputShape: [4] }),
          dense({ units: 3, activation: 'selu' }),
          tf.layers.gaussianNoise({ stddev: 0.3 }),
          rounding(),
          dense({ units: 4, activation: 'sigmoid' }),
        ],
      });
    const trained = [];
    for (const engine of ['eager', 'compiled'] as const) {
      manualSeed(2);
      const model = build();
      const options = { epochs: 20, batchSize: 4, progress: false, engine };
      const { terms } = await fit(model, {
        data: x(),
        loss: 'meanSquaredError',
        optimizer: 'sgd',
        ...options,
      });
      trained.push([...(terms['loss'] ?? []), ...model.getWeights().flatMap(values)]);
    }
    assertClose(trained[1]!, trained[0]!, 1e-5);
  });
});

describe('arguments that make no sense', () => {
  it('are refused', () => {
    const regularizer = klDivergenceRegularizer({ weight: 1 });
    assert.throws(() => activityRegularization({ l1: 1, regularizer }), ArgumentError);
    assert.throws(() => klDivergenceRegularizer({ weight: 1, target: 0 }), ArgumentError);
    assert.throws(() => denseTranspose({ dense: dense({ units: 2 }) }), ArgumentError);
  });
});

describe('layers leak no tensors', () => {
  it('in predictions and in training', async () => {
    const model = models.sparse();
    const data = x();
    const options = { data, epochs: 2, progress: false, engine: 'eager' } as const;
    await fit(model, { ...options, loss: 'binaryCrossentropy', optimizer: tf.train.sgd(0.1) });
    (model.predict(data) as tf.Tensor).dispose();
    const { numTensors } = tf.memory();
    await fit(model, options);
    (model.predict(data) as tf.Tensor).dispose();
    assert.equal(tf.memory().numTensors, numTensors);
  });
});
