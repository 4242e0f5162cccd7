import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { TorchStream } from '../../../lib/random/torch-stream';
import { assertClose } from '../close';
import { reference } from './reference';

describe('the stream of PyTorch', () => {
  const { torch } = reference;

  it('draws the same normal values, whole blocks of 16 or not', () => {
    const stream = new TorchStream(20);
    assert.deepEqual([...stream.normal(36)], torch.randn9x4.flat());
    assert.deepEqual([...stream.normal(36)], torch.randn4x9.flat());
  });

  it('draws the same normal values to the last bit, 160000 of them', () => {
    const values = new TorchStream(20).normal(160000);
    const digest = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
    assert.equal(digest, torch.sha256OfRandn160000);
  });

  it('begins as the course slides begin', () => {
    const stream = new TorchStream(20);
    const W = Array.from(stream.normal(36), (value) => value / 3);
    assertClose(W.slice(0, 4), [0.163212, 0.189053, 0.516915, -0.119445], 5e-7);
    assertClose(W.slice(20, 24), [0.064148, 0.379814, 0.026941, -0.257674], 5e-7);
    const WPrime = Array.from(stream.normal(36), (value) => value / 3);
    assertClose(
      WPrime.slice(0, 9),
      [0.407819, -0.524898, -0.590564, 0.37022, 0.02892, 0.346264, 0.035218, -0.04603, -0.19427],
      1e-6,
    );
  });

  it('draws fewer than 16 normal values by the other method and keeps every second one', () => {
    const stream = new TorchStream(20);
    for (const drawn of torch.short) assert.deepEqual([...stream.normal(drawn.length)], drawn);
  });

  it('draws the same uniform values, permutations and integers to the last bit', () => {
    const stream = new TorchStream(7);
    const { mixed } = torch;
    assert.deepEqual([...stream.uniform(5)], mixed.rand);
    assert.deepEqual([...stream.permutation(12)], mixed.randperm);
    assert.deepEqual([...stream.integers(8, -3, 10)], mixed.randint);
    assert.deepEqual([...stream.integers(3, 0, 2 ** 28 - 1)], mixed.widest);
    assert.deepEqual([...stream.normal(17)], mixed.randn);
  });

  it('takes negative seeds and those of more than 32 bits', () => {
    assert.deepEqual([...new TorchStream(-5).uniform(2)], torch.mixed.negative);
    assert.deepEqual([...new TorchStream(2 ** 40 + 3).uniform(2)], torch.mixed.large);
  });

  it('refuses what is no seed and no range', () => {
    assert.throws(() => new TorchStream(0.5), /A seed must be an integer, not 0\.5/);
    assert.throws(() => new TorchStream(1).integers(1, 3, 3), /holds no integers/);
    assert.throws(() => new TorchStream(1).integers(1, 0, 2 ** 28), /or too many/);
  });
});
