import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { leafLayers, trainableVariables } from '../layers/custom-layer';
import { defaultGenerator, manualSeed } from '../random/generator';
import { asList, countPatterns, type TrainingData } from './batches';
import { chooseEngine } from './choose-engine';
import type { History } from './history';
import { assertCounts, type TrainingOptions } from './options';
import { runSchedule } from './run-schedule';
import { measure, TrainingStep, type LossTerms } from './step';

/** Keras' default, too. */
const BATCH_SIZE = 32;

/** How {@link fit} trains a model of layers. */
export interface FitOptions extends TrainingOptions {
  /**
   * The model's inputs, and then its targets, all with one row a pattern. Where there are no targets,
   * the inputs are the targets, as in an autoencoder.
   */
  data: TrainingData;
  /**
   * Patterns in a step.
   * @default 32
   */
  batchSize?: number;
  /** As for `model.compile`, which is called with it. Leave it out where the model is compiled. */
  loss?: tf.ModelCompileArgs['loss'];
  /** As for `model.compile`, which is called with it. Leave it out where the model is compiled. */
  optimizer?: tf.ModelCompileArgs['optimizer'];
  /** As for `model.compile`: what is recorded beside the loss. */
  metrics?: tf.ModelCompileArgs['metrics'];
}

type TensorFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** What TensorFlow.js keeps in a model that was compiled. */
interface CompiledModel {
  readonly optimizer: tf.Optimizer | undefined;
  readonly lossFunctions: readonly TensorFunction[];
  /** A metric, and the number of the output that it looks at. */
  readonly metricsTensors: readonly [TensorFunction, number][];
  readonly metricsNames: readonly string[];
}

/** What TensorFlow.js knows of the penalties of a layer. */
interface PenalisedLayer {
  calculateLosses(): tf.Scalar[];
}

/**
 * Trains a model of `tf.layers`, as Keras' `fit` does: the loss is the mean over the patterns of a batch
 * plus the penalties of regularizers; layers that behave otherwise in training, as dropout, do so.
 *
 * @returns what was measured, epoch by epoch: `loss` and the metrics
 * @throws as {@link train}, and ArgumentError where the model has no loss or no optimizer
 */
export async function fit(model: tf.LayersModel, options: FitOptions): Promise<History> {
  const { epochs, validationData, shuffle = true, callbacks = [], progress = true } = options;
  const { optimizer } = compiled(model, options);
  const tensors = asList(options.data);
  const patterns = countPatterns(tensors);
  const batchSize = Math.min(options.batchSize ?? BATCH_SIZE, patterns);
  assertCounts({ epochs, batchSize });
  for (const data of [tensors, asList(validationData)]) assertFits(model, data);
  if (options.seed !== undefined) manualSeed(options.seed);
  const generator = shuffle ? (options.generator ?? defaultGenerator) : undefined;
  const step = new TrainingStep(trainableVariables(model), lossOf(model, true), optimizer);
  return runSchedule({
    engine: chooseEngine({
      wish: options.engine ?? 'auto',
      step,
      data: tensors,
      patterns,
      batchSize,
    }),
    plan: { patterns, batchSize, epochs, generator },
    validate: validationData && (() => evaluate(model, asList(validationData), batchSize)),
    callbacks,
    progress,
  });
}

function compiled(model: tf.LayersModel, { loss, optimizer, metrics }: FitOptions) {
  const state = model as unknown as CompiledModel & { loss?: tf.ModelCompileArgs['loss'] };
  const args = { loss: loss ?? state.loss, optimizer: optimizer ?? state.optimizer };
  if (args.loss === undefined || args.optimizer === undefined) {
    const missing = args.loss === undefined ? 'loss' : 'optimizer';
    throw new ArgumentError(
      `The model has no ${missing}.`,
      'Pass loss and optimizer to fit, or call model.compile({ optimizer, loss }) before.',
    );
  }
  if (loss !== undefined || optimizer !== undefined || metrics !== undefined) {
    model.compile({ ...args, metrics: metrics ?? [] } as tf.ModelCompileArgs);
  }
  return { optimizer: state.optimizer as tf.Optimizer };
}

function assertFits(model: tf.LayersModel, data: readonly tf.Tensor[]): void {
  const [inputs, outputs] = [model.inputs.length, model.outputs.length];
  const isAutoencoder = data.length === inputs && inputs === outputs;
  if (data.length === 0 || data.length === inputs + outputs || isAutoencoder) return;
  throw new ArgumentError(
    `The data has ${data.length} tensors; the model takes ${inputs} and gives ${outputs}.`,
    'Pass the inputs and then the targets, [x, y]; an autoencoder needs the inputs only.',
  );
}

/** The loss of a batch, and the metrics. */
function lossOf(model: tf.LayersModel, training: boolean): (...batch: tf.Tensor[]) => LossTerms {
  // A sequential model keeps these in the model that it is inside.
  const { model: inner = model } = model as unknown as { model?: tf.LayersModel };
  const { lossFunctions, metricsTensors, metricsNames } = inner as unknown as CompiledModel;
  return (...batch) => {
    const inputs = batch.slice(0, model.inputs.length);
    const targets = batch.length > inputs.length ? batch.slice(inputs.length) : inputs;
    const given = inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs;
    const predictions = [model.apply(given, { training })].flat() as tf.Tensor[];
    const of = (measure: TensorFunction, output: number): tf.Tensor =>
      measure(targets[output] as tf.Tensor, predictions[output] as tf.Tensor).mean();
    const losses = lossFunctions.map((lossFunction, output) => of(lossFunction, output));
    // The model's own list leaves out the layers of a model that is its first layer.
    const penalties = leafLayers(model).flatMap((layer) =>
      (layer as unknown as PenalisedLayer).calculateLosses(),
    );
    const loss: tf.Tensor = tf.addN([...losses, ...penalties]);
    // With several outputs the first names are those of the losses of each.
    const measured = metricsTensors.map(([metric, output], i) =>
      losses.length > 1 && i < losses.length ? (losses[i] as tf.Tensor) : of(metric, output),
    );
    const terms: LossTerms = { loss };
    measured.forEach((value, i) => {
      terms[metricsNames[i + 1] as string] = value;
    });
    return terms;
  };
}

/** The loss and the metrics on other data, batch by batch; layers do not behave as in training. */
function evaluate(
  model: tf.LayersModel,
  data: readonly tf.Tensor[],
  batchSize: number,
): Record<string, number> {
  const patterns = countPatterns(data);
  const sums: Record<string, number> = {};
  for (let start = 0; start < patterns; start += batchSize) {
    const size = Math.min(batchSize, patterns - start);
    const batch = data.map((tensor) => tensor.slice(start, size));
    for (const [name, value] of Object.entries(measure(lossOf(model, false), batch))) {
      sums[name] = (sums[name] ?? 0) + (value * size) / patterns;
    }
    tf.dispose(batch);
  }
  return sums;
}
