import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as tf from '../../../lib/backend/tf';
import { display } from '../../../lib/display/display';
import {
  DISPLAY_CHANNEL,
  JUPYTER_DISPLAY,
  type Displayable,
  type DisplayChannel,
  type MimeBundle,
} from '../../../lib/display/mime';
import { Progress } from '../../../lib/display/progress';
import { installPrinting } from '../../../lib/display/prototypes';

interface Shown {
  bundle: MimeBundle;
  displayId?: string | undefined;
  update?: boolean | undefined;
}

let shown: Shown[] = [];
const channel: DisplayChannel = {
  display: (bundle, options = {}) => shown.push({ bundle, ...options }),
  clearOutput: () => assert.fail('nothing is cleared'),
};

describe('with the channel of a kernel', () => {
  before(async () => {
    await tf.ready();
    installPrinting();
    Object.assign(globalThis, { [DISPLAY_CHANNEL]: channel });
  });
  beforeEach(() => {
    shown = [];
  });
  after(() => {
    Reflect.deleteProperty(globalThis, DISPLAY_CHANNEL);
  });

  it('a value is published in the forms it offers, at once', async () => {
    void display(tf.tensor1d([1, 2]));
    assert.deepEqual(shown, [{ bundle: { 'text/plain': 'tensor([1., 2.])' } }]);
    const slow: Displayable = {
      [JUPYTER_DISPLAY]: () => Promise.resolve({ 'text/html': '<b>x</b>' }),
    };
    await display(slow, { displayId: 'd', update: true });
    assert.deepEqual(shown[1], {
      bundle: { 'text/html': '<b>x</b>' },
      displayId: 'd',
      update: true,
    });
    await display('words');
    await display({ a: 1 });
    assert.deepEqual(
      shown.slice(2).map(({ bundle }) => bundle['text/plain']),
      ['words', '{ a: 1 }'],
    );
  });

  it('progress stays in one place and ends without times', () => {
    const progress = new Progress(40, 'epochs');
    progress.update(3, () => 'not shown: the display was refreshed just now');
    progress.finish('40 epochs, loss 0.5');
    assert.deepEqual(
      shown.map(({ bundle, update }) => [bundle['text/plain'], update]),
      [
        ['0 of 40 epochs', false],
        ['40 epochs, loss 0.5', true],
      ],
    );
    assert.equal(shown[0]?.displayId, shown[1]?.displayId);
    assert.doesNotMatch(String(shown[1]?.bundle['text/html']), /<progress/);
  });

  it('progress tells what is left, estimated from what is done', (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const progress = new Progress(40, 'epochs');
    now = 1000;
    progress.update(10, () => 'loss 2');
    assert.equal(shown[1]?.bundle['text/plain'], '10 of 40 epochs, about 3 s left, loss 2');
    assert.match(String(shown[1]?.bundle['text/html']), /<progress value="0\.250"><\/progress>/);
    now = 101_000;
    progress.update(11, () => '');
    assert.equal(shown[2]?.bundle['text/plain'], '11 of 40 epochs, about 4 min left');
  });
});

describe('tensors and models', () => {
  before(async () => {
    await tf.ready();
    installPrinting();
  });

  it('print well in console.log, in template strings, as variables', () => {
    const x = tf.variable(tf.tensor2d([0.5, 1], [1, 2]));
    assert.equal(inspect(x), 'tensor([[0.5000, 1.0000]])');
    assert.equal(`${x.toString()}`, 'tensor([[0.5000, 1.0000]])');
    assert.equal(inspect({ x }), '{ x: tensor([[0.5000, 1.0000]]) }');
    assert.match(tf.Tensor.prototype.toString.call(x, true), /dtype: float32/);
  });

  it('print the layers of a model', () => {
    const model = tf.sequential({
      name: 'tiny',
      layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'code' })],
    });
    const text = inspect(model);
    assert.match(text, /code \(Dense\) .* \[null,2\] +8\n/);
    assert.match(text, /Total params: 8/);
    const shows = model as unknown as Displayable;
    assert.deepEqual(shows[JUPYTER_DISPLAY](), { 'text/plain': text });
  });
});
