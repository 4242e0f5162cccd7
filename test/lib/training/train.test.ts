import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as tf from '../../../lib/backend/tf';
import { DISPLAY_CHANNEL, JUPYTER_DISPLAY } from '../../../lib/display/mime';
import { Generator, manualSeed } from '../../../lib/random/generator';
import { TrainingError } from '../../../lib/training/step';
import { train } from '../../../lib/training/train';
import { assertClose } from '../close';

const progress = false;
/** J = (w - 3)^2, so each step of size 0.25 halves the distance of w from 3. */
const parabola = (w: tf.Variable) => () => w.sub(3).square().sum();
const rule = (w: tf.Tensor, gradient: tf.Tensor) => w.sub(gradient.mul(0.25));

describe('training', () => {
  before(() => tf.ready());

  it('takes the steps of a rule written by hand', async () => {
    const w = tf.variable(tf.scalar(11));
    const loss = parabola(w);
    const history = await train({
      variables: [w],
      loss,
      optimizer: rule,
      epochs: 4,
      progress,
      engine: 'eager',
    });
    assertClose(w.dataSync(), [3.5], 1e-6);
    assertClose(history.terms['loss'] ?? [], [64, 16, 4, 1], 1e-5);
    const { epochs, batches, validation, engine } = history;
    assert.deepEqual(
      { epochs, batches, validation, engine },
      { epochs: 4, batches: 1, validation: {}, engine: 'eager' },
    );
    assert.ok(history.seconds > 0);
  });

  it('takes the same steps with an optimizer', async () => {
    const w = tf.variable(tf.scalar(11));
    const optimizer = tf.train.sgd(0.25);
    await train({ variables: { w }, loss: parabola(w), optimizer, epochs: 4, progress });
    assertClose(w.dataSync(), [3.5], 1e-6);
  });

  it('records every loss term, and trains on `loss` alone', async () => {
    const w = tf.variable(tf.scalar(11));
    const loss = () => {
      const distance = w.sub(3).abs();
      return { loss: distance.square(), distance };
    };
    const { terms } = await train({ variables: [w], loss, optimizer: rule, epochs: 2, progress });
    assertClose(terms['distance'] ?? [], [8, 4], 1e-6);
    assertClose(terms['loss'] ?? [], [64, 16], 1e-5);
  });

  it('gives inputs and targets in shuffled mini-batches, each pattern once an epoch', async () => {
    const x = tf.tensor2d([0, 1, 2, 3, 4, 5, 6], [7, 1]);
    const seen: number[][] = [];
    const w = tf.variable(tf.scalar(0));
    const loss = (input: tf.Tensor, target: tf.Tensor) => {
      seen.push([...input.dataSync()]);
      assert.deepEqual(target.dataSync(), input.mul(10).dataSync());
      return { loss: w.mul(0).sum(), mean: input.mean() };
    };
    const run = (seed: number) =>
      train({
        variables: [w],
        loss,
        optimizer: rule,
        epochs: 2,
        data: [x, x.mul(10)],
        batchSize: 3,
        generator: new Generator(seed),
        progress,
      });
    const history = await run(5);
    assert.equal(history.batches, 3);
    assert.deepEqual(
      seen.map((batch) => batch.length),
      [3, 3, 1, 3, 3, 1],
    );
    const epochs = [seen.slice(0, 3).flat(), seen.slice(3).flat()];
    for (const order of epochs) assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5, 6]);
    assert.notDeepEqual(epochs[0], epochs[1]);
    assertClose(history.terms['mean'] ?? [], [3, 3], 1e-6);
    const first = seen.splice(0).flat();
    await run(5);
    assert.deepEqual(seen.flat(), first);
  });

  it('shuffles by the global seed, or not at all', async () => {
    const x = tf.tensor2d([0, 1, 2, 3], [4, 1]);
    const w = tf.variable(tf.scalar(0));
    const orderOf = async (shuffle: boolean) => {
      const order: number[] = [];
      const loss = (input: tf.Tensor) => {
        order.push(...input.dataSync());
        return w.mul(0).sum();
      };
      const options = { variables: [w], loss, optimizer: rule, epochs: 3, data: x, batchSize: 1 };
      await train({ ...options, shuffle, progress });
      return order;
    };
    manualSeed(1);
    const first = await orderOf(true);
    manualSeed(1);
    assert.deepEqual(await orderOf(true), first);
    assert.deepEqual(await orderOf(false), [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
  });

  it('measures the validation data after each epoch', async () => {
    const w = tf.variable(tf.scalar(0));
    const history = await train({
      variables: [w],
      loss: (x: tf.Tensor) => w.sub(x).square().mean(),
      optimizer: rule,
      epochs: 2,
      data: tf.tensor1d([3, 3]),
      validationData: tf.tensor1d([1]),
      progress,
    });
    assertClose(history.validation['loss'] ?? [], [0.25, 1.5625], 1e-6);
  });

  it('stops with words where the loss is no number, and keeps the last good values', async () => {
    const w = tf.variable(tf.scalar(11));
    const diverging = (v: tf.Tensor, gradient: tf.Tensor) => v.sub(gradient.mul(1e18));
    const options = { variables: [w], loss: parabola(w), epochs: 9, progress };
    await assert.rejects(train({ ...options, optimizer: diverging }), (error: Error) => {
      assert.ok(error instanceof TrainingError);
      assert.match(error.message, /^The loss became Infinity in epoch 3\. Try a smaller/);
      return true;
    });
    assert.ok(w.dataSync().every(Number.isFinite));
  });

  it('lets errors of the loss function through and refuses what it cannot train', async () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const loss = () => w.square().sum();
    const options = { variables: [w], loss, optimizer: rule, epochs: 1, progress };
    const thrower = () => {
      throw new RangeError('from within');
    };
    await assert.rejects(train({ ...options, loss: thrower }), RangeError);
    await assert.rejects(train({ ...options, loss: () => w.square() }), /is no single number/);
    await assert.rejects(train({ ...options, epochs: 0 }), /epochs is 0/);
    await assert.rejects(train({ ...options, batchSize: 1.5, data: w }), /batchSize is 1.5/);
    await assert.rejects(train({ ...options, variables: [] }), /nothing to train/);
    const data = [tf.zeros([2, 1]), tf.zeros([3, 1])];
    await assert.rejects(train({ ...options, data }), /has 2 and 3 patterns/);
  });

  it('leaves no tensor behind', async () => {
    const x = tf.randomNormal([7, 3], 0, 1, 'float32', 1);
    const w = tf.variable(tf.ones([3]));
    const before = tf.memory().numTensors;
    await train({
      variables: [w],
      loss: (batch: tf.Tensor) => {
        const loss = batch.mul(w).square().mean();
        return { loss, again: loss, other: batch.abs().max() };
      },
      optimizer: rule,
      epochs: 3,
      data: x,
      batchSize: 2,
      validationData: x,
      progress,
    });
    assert.equal(tf.memory().numTensors, before);
  });

  it('lets timers run meanwhile', async () => {
    const w = tf.variable(tf.scalar(11));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const slow = () => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      return w.square().sum();
    };
    await train({
      variables: [w],
      loss: slow,
      optimizer: rule,
      epochs: 10,
      progress,
      engine: 'eager',
    });
    clearInterval(timer);
    assert.ok(ticks > 0);
  });

  it('stops when the cell that it runs in is interrupted', async (t) => {
    const controller = new AbortController();
    const channel = { display: () => {}, interruption: () => controller.signal };
    Object.assign(globalThis, { [DISPLAY_CHANNEL]: channel });
    t.after(() => Reflect.deleteProperty(globalThis, DISPLAY_CHANNEL));
    const w = tf.variable(tf.scalar(11));
    let steps = 0;
    const loss = () => {
      if (++steps === 3) controller.abort(new Error('interrupted'));
      const until = performance.now() + 60;
      while (performance.now() < until);
      return w.square().sum();
    };
    const options = { variables: [w], loss, optimizer: rule, epochs: 50 };
    await assert.rejects(train({ ...options, engine: 'eager' }), /^Error: interrupted$/);
    assert.equal(steps, 3);
  });

  it('shows itself as a table without times', async () => {
    const w = tf.variable(tf.scalar(11));
    const loss = (x: tf.Tensor) => ({
      loss: w.sub(x).square().sum(),
      distance: w.sub(x).abs().sum(),
    });
    const data = tf.tensor1d([3]);
    const options = { variables: [w], optimizer: rule, epochs: 2, data, progress };
    const history = await train({ ...options, loss, validationData: data });
    const text = [
      'Trained for 2 epochs of 1 step',
      'epoch  loss  distance  validation loss  validation distance',
      '-----  ----  --------  ---------------  -------------------',
      '    1    64         8               16                    4',
      '    2    16         4                4                    2',
    ].join('\n');
    assert.equal(inspect(history), text);
    assert.equal(history[JUPYTER_DISPLAY]()['text/plain'], text);
    const once = await train({ ...options, loss, epochs: 1 });
    const [caption, , , ...rows] = inspect(once).split('\n');
    assert.equal(caption, 'Trained for 1 epoch of 1 step');
    assert.equal(rows.length, 1);
  });
});
