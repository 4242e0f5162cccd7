import * as tf from '../backend/tf';
import { displayChannel } from '../display/display';
import { Progress } from '../display/progress';
import { formatSignificant } from '../display/format-number';
import { ArgumentError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import { asList, batchesOf, countPatterns, type TrainingData } from './batches';
import { History, type TermsByName } from './history';
import { measure, stepOf, type LossFunction, type UpdateRule } from './step';

/** How long training computes before it lets output, interrupts and timers through, in milliseconds. */
const YIELD_AFTER = 50;

/** What {@link train} trains, and how. */
export interface TrainOptions {
  /** What the training changes. */
  variables: readonly tf.Variable[] | object;
  /** What it minimises. */
  loss: LossFunction;
  /** How a step changes the variables: one of `tf.train`, or a rule of one's own. */
  optimizer: tf.Optimizer | UpdateRule;
  /** How often all data is used, a whole number of at least 1. */
  epochs: number;
  /**
   * What the loss function is given: one tensor, or several of equal length (inputs and targets).
   * @default none: every step calls the loss function without arguments
   */
  data?: TrainingData;
  /**
   * Patterns in a step.
   * @default all of them, in the order of the data
   */
  batchSize?: number;
  /**
   * Whether mini-batches are drawn in a new order every epoch.
   * @default true
   */
  shuffle?: boolean;
  /**
   * Where the order of the mini-batches is drawn from.
   * @default the global generator that manualSeed seeds
   */
  generator?: Generator;
  /** Data that the loss terms are measured on after each epoch, given like `data`. */
  validationData?: TrainingData;
  /**
   * Whether the progress is shown.
   * @default true
   */
  progress?: boolean;
}

/**
 * Trains variables by gradient descent in any of its forms: for every batch, the gradient of the loss
 * by automatic differentiation, then one step of the optimizer.
 *
 * @returns what was measured, epoch by epoch
 * @throws ArgumentError for options that do not fit, TrainingError where a loss is not finite (the
 *   variables keep the values from before that step); errors of the loss function pass through, and
 *   so does the interruption of the cell.
 */
export async function train(options: TrainOptions): Promise<History> {
  const { epochs, data, validationData, shuffle = true, generator = defaultGenerator } = options;
  const variables = variablesOf(options.variables);
  const tensors = asList(data);
  const count = data === undefined ? 1 : countPatterns(tensors);
  const batchSize = Math.min(options.batchSize ?? count, count);
  for (const [name, value] of Object.entries({ epochs, batchSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`${name} is ${value}.`, 'Pass a whole number of at least 1.');
    }
  }
  const isFullBatch = batchSize === count;
  const step = stepOf(variables, options.loss, options.optimizer);
  const terms: TermsByName = {};
  const validation: TermsByName = {};
  const progress = options.progress === false ? undefined : new Progress(epochs, 'epochs');
  const interruption = displayChannel()?.interruption?.();
  const start = performance.now();
  let resumed = start;
  const breathe = async (epoch: number) => {
    if (performance.now() - resumed < YIELD_AFTER) return;
    progress?.update(epoch, () => lastOf(terms));
    await new Promise((resolve) => setImmediate(resolve));
    interruption?.throwIfAborted();
    resumed = performance.now();
  };

  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const means: Record<string, number> = {};
      const batches = isFullBatch
        ? [tensors]
        : batchesOf({ data: tensors, batchSize, generator: shuffle ? generator : undefined });
      for (const batch of batches) {
        const weight = isFullBatch ? 1 : (batch[0]?.shape[0] ?? 0) / count;
        for (const [name, value] of Object.entries(step(batch, epoch))) {
          means[name] = (means[name] ?? 0) + weight * value;
        }
        await breathe(epoch);
      }
      append(terms, means);
      if (validationData) append(validation, measure(options.loss, asList(validationData)));
    }
  } catch (error) {
    progress?.finish(`stopped after ${terms['loss']?.length ?? 0} of ${epochs} epochs`);
    throw error;
  }
  progress?.finish(`${epochs} epochs, ${lastOf(terms)}`);
  const seconds = (performance.now() - start) / 1000;
  const batches = Math.ceil(count / batchSize);
  return new History({ epochs, batches, terms, validation, seconds, engine: 'eager' });
}

function variablesOf(variables: TrainOptions['variables']): tf.Variable[] {
  const list: unknown[] = Object.values(variables);
  if (list.length === 0 || !list.every(isVariable)) {
    throw new ArgumentError(
      'There is nothing to train: variables must be a list or an object of tf.Variable.',
      'Make them with tf.variable(...).',
    );
  }
  return list;
}

function isVariable(value: unknown): value is tf.Variable {
  return value instanceof tf.Variable;
}

function append(terms: TermsByName, values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) (terms[name] ??= []).push(value);
}

function lastOf(terms: TermsByName): string {
  return Object.entries(terms)
    .map(([name, values]) => `${name} ${formatSignificant(values.at(-1) ?? NaN)}`)
    .join(', ');
}
