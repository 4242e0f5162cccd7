import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { ROOT } from '../../project/checkout';
import { ANSWERS, TESTS } from './lfw-answers';
import { runAnswer, testPoints, type Outcome } from './run-answer';

const NOTEBOOK = path.join(ROOT, 'notebooks', 'lfw', 'autoencoder.ipynb');
/** What needs trained models. */
const TRAINING = [
  ...['before', 'before-check', 'train-dense', 'train-sparse', 'curves'],
  ...['sparsity-figure', 'decoder-figure', 'seen-table', 'seen-check'],
];

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

describe('the tests of the faces exercise', () => {
  it('are worth 40 points together with what is marked by hand', async () => {
    const notebook = await readNotebook(NOTEBOOK);
    const expected = Object.assign({}, ...Object.values(TESTS)) as Record<string, number>;
    assert.deepEqual(testPoints(notebook), expected);
    const all = notebook.cells.map(({ metadata }) => {
      const { points = 0 } = (metadata['nbgrader'] ?? {}) as { points?: number };
      return points;
    });
    assert.equal(sum(all), 40);
  });

  for (const { name, cell, body, points, total, says } of ANSWERS) {
    it(`give ${cell} ${total} points: ${name}`, async () => {
      process.env['LATENTLAB_DATA'] = 'synthetic';
      const outcome: Outcome = await runAnswer({
        notebook: await readNotebook(NOTEBOOK),
        bodies: { [cell]: body },
        parameters: { faces: 32 },
        without: TRAINING,
      });
      const deserved = { ...TESTS[cell], ...points };
      const earned = Object.fromEntries(
        Object.keys(deserved).map((test) => [test, outcome.points[test]]),
      );
      assert.deepEqual(earned, deserved, outcome.shown);
      assert.equal(sum(Object.values(deserved)), total);
      if (says) assert.match(outcome.shown, says);
    });
  }
});
