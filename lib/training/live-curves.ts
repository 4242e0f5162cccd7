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

/** Drawing may take this share of a training's time. */
const SHARE = 0.2;

let shown = 0;

/**
 * A callback that draws the learning curves while the training runs: one figure, drawn again in the
 * same place after every epoch, or after some where epochs are so short that drawing would hold them
 * up. What remains are the curves of the whole training.
 */
export function liveCurves({
  title = 'Learning curves',
  terms = ['loss'],
  yLabel = 'loss',
}: LiveCurvesOptions = {}): TrainingCallback {
  const names = terms.flatMap((term) => [term, `val_${term}`]);
  let curves: Record<string, number[]> = {};
  let displayId = '';
  let isShown = false;
  let isBehind = false;
  let nextDraw = 0;
  const draw = async () => {
    const start = performance.now();
    await display(plotLearningCurves({ curves, title, yLabel }), { displayId, update: isShown });
    const end = performance.now();
    nextDraw = end + (end - start) * (1 / SHARE - 1);
    isShown = true;
    isBehind = false;
  };
  return {
    onTrainBegin: () => {
      curves = {};
      displayId = `latentlab-curves-${++shown}`;
      isShown = isBehind = false;
      nextDraw = 0;
    },
    onEpochEnd: async (_, logs) => {
      for (const name of names) {
        const value = logs[name];
        if (value !== undefined) (curves[nameOf(name)] ??= []).push(value);
      }
      isBehind = true;
      if (performance.now() >= nextDraw) await draw();
    },
    onTrainEnd: async () => {
      if (isBehind) await draw();
    },
  };
}

function nameOf(term: string): string {
  return term.startsWith('val_') ? `${term.slice(4)}, validation` : `${term}, training`;
}
