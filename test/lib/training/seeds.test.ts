import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ArgumentError } from '../../../lib/errors';
import { manualSeed, rand } from '../../../lib/random/generator';
import { acrossSeeds } from '../../../lib/training/seeds';

describe('measuring from several seeds', () => {
  before(() => tf.ready());

  it('seeds the global generator before every measurement', async () => {
    const drawn = () => rand([1]).dataSync()[0] as number;
    const range = await acrossSeeds([3, 8], () => ({ drawn: drawn() }));
    const expected = [3, 8].map((seed) => {
      manualSeed(seed);
      return drawn();
    });
    assert.deepEqual(range.of('drawn'), expected);
  });

  it('tells mean, lowest and highest of every quantity', async () => {
    const range = await acrossSeeds([1, 2, 6], (seed) =>
      Promise.resolve({ seed, twice: 2 * seed }),
    );
    assert.deepEqual([range.mean('seed'), range.lowest('seed'), range.highest('seed')], [3, 1, 6]);
    assert.equal(range.mean('twice'), 6);
    assert.throws(() => range.of('thrice'), /seed, twice/);
  });

  it('shows itself as a table that names the seeds', async () => {
    const range = await acrossSeeds([1, 3], (seed) => ({ error: seed / 8 }), { digits: 3 });
    assert.deepEqual(
      range
        .toString()
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
      [
        ['Measured (seeds 1, 3)'],
        ['quantity', 'mean', 'lowest', 'highest'],
        ['--------', '-----', '------', '-------'],
        ['error', '0.250', '0.125', '0.375'],
      ],
    );
    const alone = await acrossSeeds([5], () => ({ error: 1 }), { caption: 'Errors' });
    assert.match(alone.toString(), /^Errors \(seed 5\)\n/);
  });

  it('refuses to measure from no seed', async () => {
    await assert.rejects(
      acrossSeeds([], () => ({})),
      ArgumentError,
    );
  });
});
