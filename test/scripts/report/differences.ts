/** A run that is not as recorded, with every kind of difference. */
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import type { OutputDifference } from '../../../scripts/runner/result-difference';
import type { RunResult } from '../../../scripts/runner/result';
import { code, markdown, notebookOf, resultOf, runOf, stdout } from './builders';
import { pngBase64 } from './samples';

const PICTURE = `data:image/png;base64,${pngBase64()}`;

export const DIFFERENCES: OutputDifference[] = [
  {
    output: 'stdout',
    message: '1 number moved, by a relative error of 2.5e-1. 1 line differs.',
    lines: [
      { sign: '…', text: '12 lines' },
      { sign: ' ', text: 'epoch 12 of 13' },
      { sign: '-', text: 'loss 2.0, <b>accuracy</b> 0.9' },
      { sign: '+', text: 'loss 2.5, <b>accuracy</b> 0.9' },
      { sign: '+', text: 'done ]]>' },
    ],
    numbers: [{ place: 'line 13', before: '2.0', after: '2.5', relativeError: 0.25 }],
  },
  {
    output: 'image/png',
    message: 'The picture differs: its structural similarity falls to 0.412, below 0.98.',
    pictures: { before: PICTURE, after: PICTURE, difference: PICTURE },
  },
  {
    output: 'application/vnd.plotly.v1+json',
    message: '12 numbers moved.',
    numbers: Array.from({ length: 12 }, (_, i) => ({
      place: `data[0].y[${i}]`,
      before: '0',
      after: String(i + 1),
      relativeError: null,
    })),
    pictures: { before: PICTURE, after: PICTURE },
  },
];

export function differentRun(): { run: RunResult; notebooks: Map<string, Notebook> } {
  const path = 'notebooks/ntu/changed.ipynb';
  const notebook = notebookOf([
    markdown('t', '# Denoising'),
    code('a', 'train()', [stdout('loss 2.5\n')]),
    code('b', 'same', []),
  ]);
  const result = resultOf(path, notebook, {
    title: 'Denoising',
    status: 'different',
    message: '1 cell is not as recorded.',
  });
  Object.assign(result.cells[0] ?? {}, { status: 'different', differences: DIFFERENCES });
  return { run: runOf([result]), notebooks: new Map([[path, notebook]]) };
}
