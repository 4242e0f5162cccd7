/** Lets the layers of TensorFlow.js draw from lib/random, so that one seed reproduces a model. */
import { QrDecomposition } from 'ml-matrix';
import * as tf from '../backend/tf';
import { defaultGenerator, rand, randn } from '../random/generator';
import { onlyInput } from './custom-layer';

type Shape = number[];

/** An initializer, as far as it draws. */
interface RandomInitializer {
  seed?: number | null;
  gain?: number;
  apply(shape: Shape, dtype?: tf.DataType): tf.Tensor;
}

/** A layer that does something random in training. */
interface RandomLayer {
  rate: number;
  stddev: number;
  seed?: number | null;
  getNoiseShape(input: tf.Tensor): Shape | null | undefined;
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor | tf.Tensor[];
}

/** Seeds of TensorFlow.js' own generators; it takes 0 for no seed. */
const SEEDS = [1, 2 ** 28 - 1] as const;

/** Instances are made only to get at the classes, which are not exported; the name keeps counters still. */
const name = 'prototype';

/**
 * Makes everything random in `tf.layers` follow `manualSeed` unless it has a seed of its own: the first
 * weights, dropout, Gaussian noise. Drawn this way, dropout and noise can also be part of a compiled
 * step. Besides, orthogonal first weights, as recurrent layers have, are computed without the wait that
 * TensorFlow.js warns of.
 */
export function seedLayers(): void {
  const { randomNormal, randomUniform, truncatedNormal, varianceScaling } = tf.initializers;
  for (const initializer of [
    randomNormal({}),
    randomUniform({}),
    truncatedNormal({}),
    varianceScaling({}),
  ]) {
    seedInitializer(prototypeOf<RandomInitializer>(initializer));
  }
  const orthogonal = tf.initializers.orthogonal({});
  prototypeOf<RandomInitializer>(orthogonal).apply = drawOrthogonal;
  prototypeOf<RandomLayer>(tf.layers.gaussianNoise({ stddev: 1, name })).call = addNoise;
  prototypeOf<RandomLayer>(tf.layers.dropout({ rate: 0.5, name })).call = dropOut;
}

function prototypeOf<T>(instance: object): T {
  return Object.getPrototypeOf(instance) as T;
}

function seedInitializer(prototype: RandomInitializer): void {
  const apply = Reflect.get(prototype, 'apply');
  prototype.apply = function (this: RandomInitializer, shape, dtype) {
    if (this.seed != null) return apply.call(this, shape, dtype);
    this.seed = tf.tidy(() => defaultGenerator.randint(...SEEDS, [1]).dataSync()[0] as number);
    try {
      return apply.call(this, shape, dtype);
    } finally {
      this.seed = null;
    }
  };
}

/**
 * Rows or columns that are orthonormal, whichever are fewer, times the gain: Q of a matrix of normal
 * numbers, with the signs of R's diagonal, so that no orientation is preferred (Saxe et al., Exact
 * solutions to the nonlinear dynamics of learning in deep linear neural networks, 2014).
 */
function drawOrthogonal(this: RandomInitializer, shape: Shape): tf.Tensor {
  const columns = shape.at(-1) ?? 1;
  const rows = tf.util.sizeFromShape(shape) / columns;
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
  return tf.tidy(() => {
    const normal =
      this.seed == null
        ? randn<tf.Rank.R2>([long, short])
        : tf.randomNormal<tf.Rank.R2>([long, short], 0, 1, 'float32', this.seed);
    const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(normal.arraySync());
    const signs = upperTriangularMatrix.diagonal().map((value) => (value < 0 ? -1 : 1));
    const q = tf.tensor2d(orthogonalMatrix.to2DArray()).mul<tf.Tensor2D>(signs);
    const oriented = rows < columns ? q.transpose() : q;
    return oriented.mul(this.gain ?? 1).reshape(shape);
  });
}

/** Adds normal noise in training. */
function addNoise(
  this: RandomLayer,
  inputs: tf.Tensor | tf.Tensor[],
  { training = false }: { training?: boolean } = {},
): tf.Tensor {
  return tf.tidy(() => {
    const input = onlyInput(inputs);
    return training ? input.add(randn(input.shape).mul(this.stddev)) : input.clone();
  });
}

/** Sets entries to 0 in training and makes up for it in the others. */
function dropOut(
  this: RandomLayer,
  inputs: tf.Tensor | tf.Tensor[],
  { training = false }: { training?: boolean } = {},
): tf.Tensor {
  return tf.tidy(() => {
    const input = onlyInput(inputs);
    const { rate, seed } = this;
    if (!training || rate === 0) return input.clone();
    const shape = this.getNoiseShape(input) ?? input.shape;
    // A seed of the layer's own gives the same mask in every step: TensorFlow.js has it so.
    const uniform = seed == null ? rand(shape) : tf.randomUniform(shape, 0, 1, 'float32', seed);
    const kept = uniform.greaterEqual(rate).toFloat();
    return rate === 1 ? input.zerosLike() : input.mul(kept).div(1 - rate);
  });
}
