import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { JUPYTER_DISPLAY } from '../../../lib/display/mime';
import { table } from '../../../lib/display/table';

describe('a table', () => {
  before(() => tf.ready());

  it('aligns words to the left and numbers to the right, with one number of decimals', () => {
    const rows = [
      { model: 'dense', loss: 0.25931, wrong: 0 },
      { model: 'a longer name', loss: 12.5, wrong: 13 },
    ];
    const lines = [
      'Losses',
      'model             loss  wrong',
      '-------------  -------  -----',
      'dense           0.2593      0',
      'a longer name  12.5000     13',
    ];
    assert.equal(table(rows, { caption: 'Losses' }).toString(), lines.join('\n'));
  });

  it('takes columns, also tensors, and leaves empty places empty', () => {
    const content = { unit: ['b', 'c', 'd'], x: tf.tensor1d([1, 2, 30]), y: [null, 0.00001, NaN] };
    const lines = [
      'unit   x           y',
      '----  --  ----------',
      'b      1',
      'c      2  1.0000e-05',
      'd     30         nan',
    ];
    assert.equal(table(content).toString(), lines.join('\n'));
  });

  it('rounds to the digits asked for', () => {
    assert.match(table({ x: [0.12345, 2] }, { digits: 2 }).toString(), /0\.12\n2\.00$/);
  });

  it('is an HTML table with its text made safe', () => {
    const bundle = table([{ 'a<b': '<i>' }], { caption: 'C & D' })[JUPYTER_DISPLAY]();
    const html = String(bundle['text/html']);
    assert.match(html, /<caption[^>]*>C &amp; D<\/caption>/);
    assert.match(html, /<thead><tr><th[^>]*>a&lt;b<\/th><\/tr><\/thead>/);
    assert.match(html, /<td style="text-align: left[^>]*>&lt;i&gt;<\/td>/);
    assert.equal(bundle['text/plain'], 'C & D\na<b\n---\n<i>');
  });

  it('refuses columns that do not fit', () => {
    assert.throws(() => table({ a: [1], b: [1, 2] }), /column 'a' has 1 values, another one 2/);
    assert.throws(() => table({ a: tf.zeros([2, 2]) }), /column 'a' is a tensor of shape \[2, 2\]/);
  });
});
