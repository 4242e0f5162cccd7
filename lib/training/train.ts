import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { defaultGenerator, manualSeed } from '../random/generator';
import { asList, countPatterns, type TrainingData } from './batches';
import { chooseEngine } from './choose-engine';
import type { History } from './history';
import { assertCounts, type TrainingOptions } from './options';
import { runSchedule } from './run-schedule';
import { measure, TrainingStep, type LossFunction, type UpdateRule } from './step';

/** What {@link train} trains, and how. */
export interface TrainOptions extends TrainingOptions {
  /** What the training changes. */
  variables: readonly tf.Variable[] | object;
  /** What it minimises. */
  loss: LossFunction;
  /** How a step changes the variables: one of `tf.train`, or a rule of one's own. */
  optimizer: tf.Optimizer | UpdateRule;
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
   * What is measured on the validation data, as where the training loss has noise in it.
   * @default the training loss
   */
  validationLoss?: LossFunction;
}

/**
 * Trains variables by gradient descent in any of its forms: for every batch, the gradient of the loss
 * by automatic differentiation, then one step of the optimizer.
 *
 * Where steps are compiled, the loss function is called a few times at the beginning, not in every
 * step: what it does besides computing with tensors happens as often.
 *
 * @returns what was measured, epoch by epoch
 * @throws ArgumentError for options that do not fit, TrainingError where a loss is not finite (the
 *   variables keep the values from before that step), CompileError where only a compiled step will do
 *   and this one cannot be; errors of the loss function and of callbacks pass through, and so does the
 *   interruption of the cell.
 */
export async function train(options: TrainOptions): Promise<History> {
  const { epochs, data, validationData, shuffle = true, callbacks = [], progress = true } = options;
  const variables = variablesOf(options.variables);
  const tensors = asList(data);
  const patterns = data === undefined ? 1 : countPatterns(tensors);
  const batchSize = Math.min(options.batchSize ?? patterns, patterns);
  assertCounts({ epochs, batchSize });
  if (options.seed !== undefined) manualSeed(options.seed);
  const generator = shuffle ? (options.generator ?? defaultGenerator) : undefined;
  const step = new TrainingStep(variables, options.loss, options.optimizer);
  const validationLoss = options.validationLoss ?? options.loss;
  return runSchedule({
    engine: chooseEngine({
      wish: options.engine ?? 'auto',
      step,
      data: tensors,
      patterns,
      batchSize,
    }),
    plan: { patterns, batchSize, epochs, generator },
    validate: validationData && (() => measure(validationLoss, asList(validationData))),
    callbacks,
    progress,
  });
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
