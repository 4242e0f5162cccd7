import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { before, describe, it, type TestContext } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { idsOf, isNative, nativeBackend } from '../../../lib/compile/binding';
import { freeLoops } from '../../../lib/compile/loaded-loop';
import { DISPLAY_CHANNEL } from '../../../lib/display/mime';
import { Generator, rand } from '../../../lib/random/generator';
import { CompileError } from '../../../lib/training/choose-engine';
import { train } from '../../../lib/training/train';
import { TrainingError } from '../../../lib/training/step';

const progress = false;
const rule = (w: tf.Tensor, gradient: tf.Tensor) => w.sub(gradient.mul(0.25));

/** What is said while a function runs. */
async function saidBy(t: TestContext, run: () => Promise<unknown>): Promise<string[]> {
  const log = t.mock.method(console, 'log', () => {});
  await run();
  const said = log.mock.calls.map(({ arguments: [text] }) => String(text));
  log.mock.restore();
  return said;
}

describe('compiled steps', { skip: !isNative() && 'only libtensorflow compiles' }, () => {
  before(() => tf.ready());

  const causes: [string, RegExp, (w: tf.Variable) => tf.Tensor][] = [
    [
      'a value is read',
      /a value is read inside the step/,
      (w) => (w.dataSync()[0] === 7 ? w.sum() : w.square().sum()),
    ],
    [
      'a drawn value is read',
      /a value is read inside the step/,
      (w) =>
        w
          .square()
          .sum()
          .mul(rand([1]).dataSync()[0] ?? 0),
    ],
    [
      'JavaScript draws',
      /makes a new number for every step/,
      (w) =>
        w
          .square()
          .sum()
          .add(tf.randomNormal([1]).sum().mul(0)),
    ],
    [
      'a shape depends on values',
      /the shape that Where gives depends on values/,
      (w) => w.square().sum().add(nativeWhere(w).sum().mul(0)),
    ],
  ];
  function nativeWhere(w: tf.Tensor): tf.Tensor {
    const backend = nativeBackend();
    const [indices] = backend.binding.executeOp('Where', [], idsOf([w.greater(0)]), 1);
    return indices ? tf.scalar(indices.shape.length) : w;
  }
  for (const [name, cause, loss] of causes) {
    it(`fall back to eager ones where ${name}, and say so once`, async (t) => {
      const w = tf.variable(tf.tensor1d([1, 2]));
      const options = { variables: [w], optimizer: rule, loss: () => loss(w), epochs: 3, progress };
      const said = await saidBy(t, async () => {
        assert.equal((await train(options)).engine, 'eager');
      });
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', cause);
      await assert.rejects(train({ ...options, engine: 'compiled' }), (error: Error) => {
        assert.ok(error instanceof CompileError);
        assert.match(error.message, cause);
        return true;
      });
    });
  }

  it('notice a branch that JavaScript takes now and then', async (t) => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    let calls = 0;
    const loss = () => (calls++ % 2 ? w.square().sum() : w.abs().sum());
    const said = await saidBy(t, () =>
      train({ variables: [w], optimizer: rule, loss, epochs: 3, progress }),
    );
    assert.match(said.join(), /does something else in every step/);
  });

  it('say nothing where eager steps were asked for', async (t) => {
    const w = tf.variable(tf.scalar(1));
    const said = await saidBy(t, async () => {
      const options = { variables: [w], optimizer: rule, loss: () => w.square().sum() };
      const history = await train({ ...options, epochs: 2, progress, engine: 'eager' });
      assert.equal(history.engine, 'eager');
    });
    assert.deepEqual(said, []);
  });

  it('see what a callback changes: a learning rate, a number, a variable', async () => {
    const ends: number[][] = [];
    for (const engine of ['eager', 'compiled'] as const) {
      const w = tf.variable(tf.scalar(1));
      const target = tf.variable(tf.scalar(3));
      const optimizer = tf.train.sgd(0.1);
      let factor = 1;
      const onEpochEnd = (epoch: number) => {
        if (epoch === 2) optimizer.setLearningRate(0.3);
        if (epoch === 4) factor = 0.5;
        if (epoch === 6) target.assign(tf.scalar(-2));
      };
      const loss = () => w.sub(target).square().mul(factor).sum();
      const options = { variables: [w], optimizer, loss, epochs: 9, progress, engine };
      const { terms } = await train({ ...options, callbacks: [{ onEpochEnd }] });
      ends.push([...(terms['loss'] ?? []), w.dataSync()[0] ?? NaN]);
    }
    const [eager = [], compiled = []] = ends;
    eager.forEach((value, i) => assert.ok(Math.abs(value - (compiled[i] ?? NaN)) < 1e-5));
  });

  it('keep a constant apart from the variable that began with its values', async () => {
    const start = tf.tensor1d([1, 2]);
    const [w, twin] = [tf.variable(start), tf.variable(start)];
    const pull = () => w.sub(start).square().sum().add(w.sub(3).square().sum());
    await train({ variables: [w], loss: pull, optimizer: rule, epochs: 200, progress });
    assert.deepEqual([...start.dataSync(), ...twin.dataSync()], [1, 2, 1, 2]);
    [2, 2.5].forEach((value, i) => assert.ok(Math.abs((w.dataSync()[i] ?? 0) - value) < 1e-5));
  });

  it('keep the values from before a loss that is not finite, deep inside a run', async () => {
    const w = tf.variable(tf.scalar(1));
    const grow = (v: tf.Tensor) => v.mul(2);
    const options = { variables: [w], loss: () => w.square().sum(), optimizer: grow, progress };
    // 2^64 squared is beyond float32.
    await assert.rejects(train({ ...options, epochs: 500 }), (error: Error) => {
      assert.ok(error instanceof TrainingError);
      assert.match(error.message, /became Infinity in epoch 65\./);
      return true;
    });
    assert.equal(w.dataSync()[0], 2 ** 64);
  });

  it('stop when the cell is interrupted, and keep what was learnt', async (t) => {
    const controller = new AbortController();
    const channel = { display: () => {}, interruption: () => controller.signal };
    Object.assign(globalThis, { [DISPLAY_CHANNEL]: channel });
    t.after(() => Reflect.deleteProperty(globalThis, DISPLAY_CHANNEL));
    const w = tf.variable(tf.scalar(0));
    const optimizer = (v: tf.Tensor) => v.add(1);
    const loss = () => w.square().sum();
    setTimeout(() => controller.abort(new Error('interrupted')), 100);
    const options = { variables: [w], loss, optimizer, epochs: 1e9, progress };
    await assert.rejects(train({ ...options, engine: 'compiled' }), /interrupted/);
    assert.ok((w.dataSync()[0] ?? 0) > 0);
  });

  it('do not mind layers that make their weights when they are first used', async () => {
    const variable = tf.variable(tf.ones([4, 3]));
    const frozen = tf.layers.dense({ units: 2, trainable: false });
    const data = tf.ones([8, 4]);
    const history = await train({
      variables: [variable],
      loss: (x) => tf.mean(tf.square(frozen.apply(tf.matMul(x, variable)) as tf.Tensor)),
      optimizer: tf.train.sgd(0.1),
      data,
      epochs: 2,
      progress: false,
      engine: 'compiled',
    });
    assert.equal(history.engine, 'compiled');
    frozen.dispose();
    tf.dispose([variable, data]);
  });

  it('count for the optimizer', async () => {
    const w = tf.variable(tf.scalar(1));
    const optimizer = tf.train.adam(0.01);
    const options = { variables: [w], loss: () => w.square().sum(), optimizer, progress };
    await train({ ...options, epochs: 7, engine: 'compiled' });
    await train({ ...options, epochs: 5, engine: 'eager' });
    assert.equal(optimizer.iterations, 12);
  });

  it('leave no tensor, no graph and no file behind', async () => {
    const files = () =>
      ['/dev/shm', os.tmpdir()].flatMap((directory) =>
        readdirSync(directory).filter((name) => name.startsWith(`latentlab-graph-${process.pid}-`)),
      );
    const { binding } = tf.backend() as unknown as {
      binding: { getNumOfTensors(): number; getNumOfSavedModels(): number };
    };
    const data = new Generator(1).rand([50, 2000]);
    idsOf([data]);
    const w = tf.variable(tf.zeros([2000]));
    const other = new Generator(2).rand([2000]);
    const optimizer = tf.train.sgd(0.1);
    const run = () =>
      train({
        variables: [w],
        data,
        loss: (x) => x.mul(rand(x.shape)).sub(w).sub(other).square().mean(),
        optimizer,
        batchSize: 20,
        epochs: 2,
        progress,
      });
    freeLoops();
    await run();
    const before = [tf.memory().numTensors, binding.getNumOfTensors()];
    const loaded = binding.getNumOfSavedModels();
    await run();
    assert.deepEqual([tf.memory().numTensors, binding.getNumOfTensors()], before);
    assert.equal(binding.getNumOfSavedModels(), loaded);
    assert.deepEqual(files(), []);
    freeLoops();
    assert.equal(binding.getNumOfSavedModels(), 0);
  });
});
