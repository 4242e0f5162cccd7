import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { earlyStopping, type EpochLogs } from '../../../lib/training/callbacks';
import { train, type TrainOptions } from '../../../lib/training/train';

const progress = false;

/** w moves away from 0 by 1 a step; the validation loss (w - 3)^2 falls, then rises. */
function away(): { w: tf.Variable; options: TrainOptions } {
  const w = tf.variable(tf.scalar(0));
  const options: TrainOptions = {
    variables: [w],
    data: tf.zeros([1, 1]),
    loss: () => w.square().sum(),
    validationData: tf.zeros([1, 1]),
    validationLoss: () => w.sub(3).square().sum(),
    optimizer: (v) => v.add(1),
    epochs: 20,
    progress,
  };
  return { w, options };
}

for (const engine of ['auto', 'eager'] as const) {
  describe(`callbacks of ${engine} training`, () => {
    before(() => tf.ready());

    it('are told of every epoch, and waited for', async () => {
      const told: [number, EpochLogs][] = [];
      const order: string[] = [];
      const { options } = away();
      await train({
        ...options,
        epochs: 2,
        engine,
        callbacks: [
          {
            onTrainBegin: () => order.push('train'),
            onEpochBegin: (epoch) => order.push(`epoch ${epoch}`),
            onEpochEnd: async (epoch, logs) => {
              await new Promise((resolve) => setTimeout(resolve, 5));
              told.push([epoch, logs]);
            },
            onTrainEnd: () => order.push('end'),
          },
        ],
      });
      assert.deepEqual(order, ['train', 'epoch 0', 'epoch 1', 'end']);
      assert.deepEqual(told, [
        [0, { loss: 0, val_loss: 4 }],
        [1, { loss: 1, val_loss: 1 }],
      ]);
    });

    it('stop the training early, with the best weights', async () => {
      const { w, options } = away();
      const callbacks = [earlyStopping({ patience: 2, restoreBest: [w] })];
      const history = await train({ ...options, engine, callbacks });
      assert.deepEqual(history.validation['loss'], [4, 1, 0, 1, 4]);
      assert.equal(history.epochs, 5);
      assert.equal(w.dataSync()[0], 3);
    });

    it('say what early stopping could watch', async () => {
      const { options } = away();
      const callbacks = [earlyStopping({ monitor: 'val_accuracy' })];
      await assert.rejects(train({ ...options, engine, callbacks }), /one of loss, val_loss/);
    });

    it('let errors through', async () => {
      const { options } = away();
      const onEpochEnd = () => {
        throw new RangeError('mine');
      };
      await assert.rejects(train({ ...options, engine, callbacks: [{ onEpochEnd }] }), RangeError);
    });
  });
}
