import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { isNative } from '../../../lib/compile/binding';
import { freeLoops } from '../../../lib/compile/loaded-loop';
import { StepProgram } from '../../../lib/compile/program';

/** A recurrence w <- tanh(a w), unrolled so many times. */
function unrolled(w: tf.Variable, times: number): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    let state: tf.Tensor = w;
    for (let i = 0; i < times; i++) state = state.mul(1.01).tanh();
    const loss = tf.sum(state);
    w.assign(state);
    return { loss };
  });
}

describe('a program', { skip: !isNative() && 'only libtensorflow compiles' }, () => {
  before(() => tf.ready());

  it('of thousands of operations is not given to XLA, and equals eager steps to the bit', () => {
    const start = tf.tensor1d([-1.2, 0.1, 0.7]);
    const w = tf.variable(start);
    for (let step = 0; step < 5; step++) tf.dispose(unrolled(w, 600));
    const eager = w.dataSync().slice();
    w.assign(start);
    const program = new StepProgram({
      run: () => unrolled(w, 600),
      data: [],
      batchSize: undefined,
    });
    try {
      const losses = program.run(5, new Int32Array());
      assert.equal(program.xla, false);
      assert.equal(losses.length, 5);
      assert.deepEqual(w.dataSync(), eager);
    } finally {
      program.free();
      freeLoops();
      tf.dispose([start, w]);
    }
  });
});
