import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DISPLAY_CHANNEL, type DisplayChannel, type MimeBundle } from '../../../lib/display/mime';
import { liveCurves } from '../../../lib/training/live-curves';

interface Shown {
  bundle: MimeBundle;
  displayId?: string | undefined;
  update?: boolean | undefined;
}

const shown: Shown[] = [];
const channel: DisplayChannel = {
  display: (bundle, options = {}) => shown.push({ bundle, ...options }),
  clearOutput: () => assert.fail('nothing is cleared'),
};

async function runEpochs(callback: ReturnType<typeof liveCurves>, epochs: number) {
  shown.length = 0;
  await callback.onTrainBegin?.();
  for (let epoch = 0; epoch < epochs; epoch++) {
    await callback.onEpochEnd?.(epoch, { loss: 1 / (epoch + 1), val_loss: 2, other: 3 });
  }
  await callback.onTrainEnd?.();
}

describe('live curves', () => {
  before(() => Object.assign(globalThis, { [DISPLAY_CHANNEL]: channel }));
  after(() => Reflect.deleteProperty(globalThis, DISPLAY_CHANNEL));

  it('are one figure, drawn first after the first epoch, and hold all epochs at the end', async () => {
    const callback = liveCurves({ title: 'Some loss' });
    await runEpochs(callback, 30);
    const [first, ...updates] = shown;
    assert.equal(first?.update, false);
    assert.match(String(first?.bundle['text/plain']), /'loss, training': 1 points/);
    assert.ok(updates.length > 0);
    for (const { displayId, update } of updates) {
      assert.deepEqual([displayId, update], [first?.displayId, true]);
    }
    const summary = String(shown.at(-1)?.bundle['text/plain']);
    assert.match(summary, /^Figure: Some loss$/m);
    assert.match(summary, /'loss, training': 30 points/);
    assert.match(summary, /'loss, validation': 30 points/);
    assert.doesNotMatch(summary, /other/);
  });

  it('begin anew in another figure with the next training', async () => {
    const callback = liveCurves();
    await runEpochs(callback, 2);
    const before = shown[0]?.displayId;
    await runEpochs(callback, 1);
    assert.notEqual(shown[0]?.displayId, before);
    assert.equal(shown.length, 1);
    assert.match(String(shown[0]?.bundle['text/plain']), /'loss, training': 1 points/);
  });
});
