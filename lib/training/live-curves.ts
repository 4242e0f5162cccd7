import { display } from '../display/display';
import { plotLearningCurves } from '../plot/lines';
import type { TrainingCallback } from './callbacks';

/** What {@link liveCurves} draws. */
export interface LiveCurvesOptions {
  /** @default 'Learning curves' */
  title?: string;
  /**
   * The loss terms that are drawn, each with that of the validation data where there is one.
   * @default ['loss']
   */
  terms?: readonly string[];
  /** Name of the vertical axis, with its unit. @default 'loss' */
  yLabel?: string;
}

let shown = 0;

/**
 * A callback that draws the learning curves while the training runs: one figure, drawn again after
 * every epoch in the same place. What remains are the curves of the whole training.
 */
export function liveCurves({
  title = 'Learning curves',
  terms = ['loss'],
  yLabel = 'loss',
}: LiveCurvesOptions = {}): TrainingCallback {
  const names = terms.flatMap((term) => [term, `val_${term}`]);
  let curves: Record<string, number[]> = {};
  let displayId = '';
  return {
    onTrainBegin: () => {
      curves = {};
      displayId = `latentlab-curves-${++shown}`;
    },
    onEpochEnd: (epoch, logs) => {
      for (const name of names) {
        const value = logs[name];
        if (value !== undefined) (curves[nameOf(name)] ??= []).push(value);
      }
      const figure = plotLearningCurves({ curves, title, yLabel });
      return display(figure, { displayId, update: epoch > 0 });
    },
  };
}

function nameOf(term: string): string {
  return term.startsWith('val_') ? `${term.slice(4)}, validation` : `${term}, training`;
}
