import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { joinLines, type Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { ROOT } from '../../project/checkout';
import { runAnswer, testPoints } from './run-answer';

const FOLDER = path.join(ROOT, 'notebooks', 'assignments');
/** Cells that show what the answers make, and stop where there are none. */
const PICTURES = ['trained', 'filters', 'derivatives', 'unseen', 'activations', 'look-picture'];

/** Answers that students write, and what the test cells then give. */
const WRONG: readonly {
  notebook: string;
  cell: string;
  body: string;
  points: Record<string, number>;
  says: RegExp;
}[] = [
  {
    notebook: 't10q1a.ipynb',
    cell: 'cross-entropy',
    body: 'return tf.neg(tf.mean(tf.add(tf.mul(x, tf.log(y)), tf.mul(tf.sub(1, x), tf.log(tf.sub(1, y))))));',
    points: { 'test-cross-entropy': 0, 'test-forward': 3, 'test-train-model': 1 },
    says: /mean over the bits: sum over them/,
  },
  {
    notebook: 't10q1b.ipynb',
    cell: 'divergence',
    body: 'const q = tf.mean(h, 0); return tf.sum(tf.add(tf.mul(q, tf.log(tf.div(q, rho))), tf.mul(tf.sub(1, q), tf.log(tf.div(tf.sub(1, q), 1 - rho)))));',
    points: { 'test-divergence': 0, 'test-push': 3, 'test-objective': 0 },
    says: /have changed places/,
  },
  {
    notebook: 't10q2a.ipynb',
    cell: 'mini-batches',
    body: 'return Array.from({ length: Math.floor(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size));',
    points: { 'test-mini-batches': 1, 'test-squared-error': 2 },
    says: /do not lose the rest/,
  },
  {
    notebook: 't10q2b.ipynb',
    cell: 'jacobian',
    body: 'return tf.matMul(tf.mul(W, tf.mul(h, tf.sub(1, h))), WPrime);',
    points: { 'test-jacobian': 0, 'test-perfect-copy': 3 },
    says: /slope of the outputs is left out/,
  },
  {
    notebook: 't10q2c.ipynb',
    cell: 'sparse-objective',
    body: 'const error = tf.mean(tf.sum(tf.square(tf.sub(x, y)), 1)); const divergence = klSparsity(h, rho); return { loss: tf.add(error, divergence), error, divergence };',
    points: { 'test-sparse-objective': 3 },
    says: /β is left out/,
  },
  {
    notebook: 't10q3.ipynb',
    cell: 'corrupt',
    body: 'return tf.div(tf.mul(x, tf.less(rate, rand(x.shape))), 1 - rate);',
    points: { 'test-corrupt': 2, 'test-softmax': 4 },
    says: /scaled up: leave them/,
  },
];

/** Every answer as a student receives it. */
function unanswered({ cells }: Notebook): Record<string, string> {
  const answers = cells.filter(
    (cell) => cell.cell_type === 'code' && joinLines(cell.source).includes('BEGIN SOLUTION'),
  );
  return Object.fromEntries(answers.map(({ id }) => [id, "throw new Error('Not answered yet.');"]));
}

describe('the assignments', () => {
  before(() => {
    process.env['LATENTLAB_DATA'] = 'synthetic';
  });

  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.ipynb'))) {
    it(`${name}: the solution earns everything, nothing earns nothing`, async () => {
      const notebook = await readNotebook(path.join(FOLDER, name));
      const full = testPoints(notebook);
      assert.ok(Object.keys(full).length >= 2);
      const solved = await runAnswer({ notebook });
      assert.deepEqual(solved.points, full, solved.shown);
      const open = await runAnswer({ notebook, bodies: unanswered(notebook), without: PICTURES });
      assert.deepEqual(new Set(Object.values(open.points)), new Set([0]), open.shown);
      assert.deepEqual(Object.keys(open.points), Object.keys(full));
    });
  }

  for (const { notebook: name, cell, body, points, says } of WRONG) {
    it(`${name}: a wrong ${cell} costs what it should, and is explained`, async () => {
      const notebook = await readNotebook(path.join(FOLDER, name));
      const { points: earned, shown } = await runAnswer({
        notebook,
        bodies: { [cell]: body },
        without: PICTURES,
      });
      const tests = Object.keys(points);
      assert.deepEqual(
        Object.fromEntries(tests.map((test) => [test, earned[test]])),
        points,
        shown,
      );
      assert.match(shown, says);
    });
  }
});
