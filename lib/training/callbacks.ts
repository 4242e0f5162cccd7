import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** The loss terms of an epoch by name; those of the validation data begin with `val_`, as in Keras. */
export type EpochLogs = Record<string, number>;

/** Functions that training calls. Training waits for promises. */
export interface TrainingCallback {
  onTrainBegin?: () => unknown;
  /** @param epoch from 0 */
  onEpochBegin?: (epoch: number) => unknown;
  /**
   * @param epoch from 0
   * @returns `'stop'` to end the training after this epoch
   */
  onEpochEnd?: (epoch: number, logs: EpochLogs) => unknown;
  /** Called also where the training was stopped, but not after an error. */
  onTrainEnd?: () => unknown;
}

/** How {@link earlyStopping} decides. */
export interface EarlyStoppingOptions {
  /**
   * The loss term that should fall.
   * @default 'val_loss'
   */
  monitor?: string;
  /**
   * Epochs without an improvement that are waited for.
   * @default 0
   */
  patience?: number;
  /**
   * What counts as an improvement: a fall by more than this.
   * @default 0
   */
  minDelta?: number;
  /** Variables that are taken back to their values at the best epoch when the training ends. */
  restoreBest?: readonly tf.Variable[];
}

/** A callback that stops the training when a loss term no longer falls. */
export function earlyStopping({
  monitor = 'val_loss',
  patience = 0,
  minDelta = 0,
  restoreBest = [],
}: EarlyStoppingOptions = {}): TrainingCallback {
  let best = Infinity;
  let waited = 0;
  let kept: tf.Tensor[] = [];
  return {
    onTrainBegin: () => {
      best = Infinity;
      waited = 0;
    },
    onEpochEnd: (_, logs) => {
      const value = logs[monitor];
      if (value === undefined) {
        throw new ArgumentError(
          `Early stopping watches '${monitor}', which this training does not record.`,
          `Choose one of ${Object.keys(logs).join(', ')}; names with val_ need validationData.`,
        );
      }
      if (value < best - minDelta) {
        best = value;
        waited = 0;
        tf.dispose(kept);
        kept = restoreBest.map((variable) => tf.keep(variable.clone()));
        return undefined;
      }
      return ++waited >= patience ? 'stop' : undefined;
    },
    onTrainEnd: () => {
      kept.forEach((value, i) => restoreBest[i]?.assign(value));
      tf.dispose(kept);
      kept = [];
    },
  };
}
