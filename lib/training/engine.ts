import type * as tf from '../backend/tf';
import { gatherRows } from './batches';
import type { Steps } from './schedule';
import type { TrainingStep } from './step';

/** How steps are computed. */
export type EngineName = 'compiled' | 'eager';

/** The recorded loss terms of some steps. */
export interface StepRecords {
  /** The names of the terms. */
  names: readonly string[];
  /** [steps, names], each from before its step; a loss that is not finite ends it, in the last row. */
  rows: ArrayLike<number>;
}

/** What computes steps. */
export interface Engine {
  readonly name: EngineName;
  /** Whether the steps draw random numbers, so that their turn among other draws counts. */
  isRandom(batchSize: number): boolean;
  /** How many steps of this batch size it would like to be given at once. */
  appetite(batchSize: number): number;
  /** Takes the steps; the variables then have their new values. */
  run(steps: Steps): StepRecords;
  /** The world may have changed since the last steps: a callback ran. */
  refresh(): void;
  /** Gives back what it holds. */
  free(): void;
}

/** Computes step by step, each operation by itself. */
export class EagerEngine implements Engine {
  readonly name = 'eager';

  constructor(
    private readonly step: TrainingStep,
    private readonly data: readonly tf.Tensor[],
  ) {}

  appetite(): number {
    return 1;
  }

  isRandom(): boolean {
    return true;
  }

  run({ order }: Steps): StepRecords {
    if (!order) return this.step.take(this.data);
    const batch = gatherRows(this.data, order);
    try {
      return this.step.take(batch);
    } finally {
      for (const tensor of batch) tensor.dispose();
    }
  }

  refresh(): void {
    // Nothing is remembered from step to step.
  }

  free(): void {
    // Nothing is held.
  }
}
