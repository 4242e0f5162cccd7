import { ArgumentError } from '../errors';
import type { Generator } from '../random/generator';
import type { TrainingData } from './batches';
import type { TrainingCallback } from './callbacks';
import type { EngineName } from './engine';

/** How long, in what order and with what around it; the same for every way of training. */
export interface TrainingOptions {
  /** How often all data is used, a whole number of at least 1. */
  epochs: number;
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
  /** Seeds the global generator first, so that the order, and noise, are the same in every call. */
  seed?: number;
  /** Data that the loss terms are measured on after each epoch, given like the training data. */
  validationData?: TrainingData;
  /** What is called at the ends of epochs. */
  callbacks?: readonly TrainingCallback[];
  /**
   * Whether the progress is shown.
   * @default true
   */
  progress?: boolean;
  /**
   * How the steps are computed: `compiled`, many in one call of libtensorflow; `eager`, operation by
   * operation; `auto` compiles where the backend and the step let it. The results are the same.
   * @default 'auto'
   */
  engine?: EngineName | 'auto';
}

/** @throws ArgumentError where a number is not a whole number of at least 1. */
export function assertCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`${name} is ${value}.`, 'Pass a whole number of at least 1.');
    }
  }
}
