import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import {
  Generator,
  manualSeed,
  rand,
  randint,
  randn,
  randperm,
} from '../../../lib/random/generator';
import { TorchStream } from '../../../lib/random/torch-stream';

describe('random tensors', () => {
  before(() => tf.ready());

  it('begin a permutation as the whole one begins, and draw no more for it', () => {
    const [whole, part] = [new TorchStream(5).permutation(50), new Generator(5)];
    assert.deepEqual(part.randperm(50, 7).dataSync(), whole.slice(0, 7));
    const after = new TorchStream(5);
    after.integers(7, 0, 2);
    assert.deepEqual(part.rand([3]).dataSync(), after.uniform(3));
    assert.deepEqual(new Generator(5).randperm(50, 50).dataSync(), whole);
    for (const count of [51, -1, 2.5]) {
      assert.throws(() => part.randperm(50, count), { name: 'ArgumentError' });
    }
  });

  it('have the shape and dtype asked for and the values of the stream', () => {
    manualSeed(20);
    const stream = new TorchStream(20);
    const tensors = [randn([4, 5]), rand([2, 3]), randperm(7), randint(2, 9, [3, 1])];
    assert.deepEqual(
      tensors.map(({ shape, dtype }) => [shape, dtype]),
      [
        [[4, 5], 'float32'],
        [[2, 3], 'float32'],
        [[7], 'int32'],
        [[3, 1], 'int32'],
      ],
    );
    assert.deepEqual(
      tensors.map((tensor) => tensor.dataSync()),
      [stream.normal(20), stream.uniform(6), stream.permutation(7), stream.integers(3, 2, 9)],
    );
    tf.dispose(tensors);
  });

  it('come again after the same seed, and not without', () => {
    manualSeed(3);
    const first = rand([20]).dataSync();
    assert.notDeepEqual(rand([20]).dataSync(), first);
    manualSeed(3);
    assert.deepEqual(rand([20]).dataSync(), first);
  });

  it('come from a generator of their own without touching the global one', () => {
    manualSeed(3);
    const [expected] = rand([1]).dataSync();
    manualSeed(3);
    const own = new Generator(3);
    assert.equal(own.rand([1]).dataSync()[0], expected);
    own.randn([100]);
    assert.equal(rand([1]).dataSync()[0], expected);
    assert.equal(own.manualSeed(3).rand([1]).dataSync()[0], expected);
  });
});
