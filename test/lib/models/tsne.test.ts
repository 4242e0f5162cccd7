import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ArgumentError } from '../../../lib/errors';
import { tsne } from '../../../lib/models/tsne';
import { neighbourProbabilities } from '../../../lib/models/tsne-neighbours';
import reference from './tsne.reference.json';

// What scikit-learn computed itself: tsne.reference.py beside this file made it.
const x = () => tf.tensor2d(reference.x);
const progress = false;

/** The share of points whose nearest neighbour has the same label. */
function purity(points: number[][], labels: readonly number[]): number {
  const squared = (a: number[], b: number[]) =>
    a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0);
  const same = points.filter((point, i) => {
    const distances = points.map((other, j) => (j === i ? Infinity : squared(point, other)));
    return labels[distances.indexOf(Math.min(...distances))] === labels[i];
  });
  return same.length / points.length;
}

describe('t-SNE', () => {
  before(() => tf.ready());

  it('finds the neighbours that scikit-learn finds, as probable', () => {
    const { starts, indices, probabilities } = neighbourProbabilities(x(), 20);
    const first = [...indices.slice(0, starts[1])]
      .map((j, k) => [j, probabilities[k]!] as const)
      .sort(([a], [b]) => a - b);
    assert.deepEqual(
      first.map(([j]) => j),
      reference.probabilitiesOfFirst.map(([j]) => j),
    );
    first.forEach(([, p], k) => {
      const expected = reference.probabilitiesOfFirst[k]![1]!;
      assert.ok(Math.abs(p - expected) < 1e-3 * expected + 1e-8, `${p} is not ${expected}`);
    });
    const total = probabilities.reduce((sum, p) => sum + p, 0);
    assert.ok(Math.abs(total - 1) < 1e-9);
  });

  it('comes as far down as scikit-learn from the same start', async () => {
    const initial = tf.tensor2d(reference.start);
    const { divergence, points } = await tsne(x(), { perplexity: 20, initial, progress });
    // Starts that differ in their sixth digit end between 1 % below and 7 % above.
    assert.ok(Math.abs(divergence / reference.divergence - 1) < 0.1, `divergence ${divergence}`);
    assert.ok(purity(await points.array(), reference.labels) > 0.95);
  });

  it('goes down the gradient of the divergence', async () => {
    const after = async (iterations: number) =>
      (await tsne(x(), { perplexity: 20, iterations, progress })).divergence;
    assert.ok((await after(400)) < (await after(260)));
  });

  it('gives the same points again, and leaves nothing behind but these', async () => {
    const data = x();
    const { numTensors } = tf.memory();
    const runs = [0, 1].map(() => tsne(data, { perplexity: 10, iterations: 40, progress }));
    const [a, b] = (await Promise.all(runs)).map(({ points }) => points) as [tf.Tensor, tf.Tensor];
    assert.deepEqual(a.dataSync(), b.dataSync());
    assert.equal(tf.memory().numTensors, numTensors + 2);
  });

  it('refuses too few patterns for the perplexity', async () => {
    await assert.rejects(tsne(tf.zeros([30, 4]), { perplexity: 10 }), ArgumentError);
    await assert.rejects(tsne(tf.zeros([30]), { perplexity: 2 }), ArgumentError);
  });
});
