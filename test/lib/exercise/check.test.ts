import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as tf from '../../../lib/backend/tf';
import { JUPYTER_DISPLAY } from '../../../lib/display/mime';
import { check } from '../../../lib/exercise/check';
import {
  expectAnswered,
  expectClose,
  expectDigest,
  expectEqual,
  expectTrue,
} from '../../../lib/exercise/expect';

describe('the check of an exercise', () => {
  before(() => tf.ready());

  it('passes right answers without further words', () => {
    const result = check('Exercise 1', () => {
      expectClose(tf.tensor1d([1, 2]), [1, 2.00001]);
      expectClose(0.5, 0.50009);
      expectClose(new Float32Array([1]), tf.tensor1d([1]));
      expectClose(
        [
          [1, 2],
          [3, 4],
        ],
        tf.tensor2d([1, 2, 3, 4], [2, 2]),
      );
      expectEqual(['a', 1], ['a', 1]);
      expectTrue(true, 'never');
    });
    assert.equal(result.status, 'passed');
    assert.equal(inspect(result), '✓ Right: Exercise 1');
  });

  it('tells what was expected, what came, and a hint', () => {
    const result = check(
      'Exercise 2',
      () => expectClose(tf.tensor2d([1, 2, 3, 5], [2, 2]), tf.tensor2d([1, 2, 3, 4], [2, 2])),
      'count again',
    );
    assert.equal(result.status, 'not yet');
    assert.equal(
      inspect(result),
      '✗ Not yet: Exercise 2\n  Expected the answer to be 4 in entry [1, 1]; yours is 5.\n' +
        '  Hint: count again',
    );
  });

  it('holds tolerances, shapes and numbers that are none', () => {
    const status = (test: () => void) => check('', test).status;
    assert.equal(
      status(() => expectClose(1.05, 1, { tolerance: 0.1 })),
      'passed',
    );
    assert.equal(
      status(() => expectClose(1.05, 1, { tolerance: 0.01 })),
      'not yet',
    );
    assert.equal(
      status(() => expectClose(NaN, 1)),
      'not yet',
    );
    const shapes = check('', () => expectClose([1, 2], tf.zeros([2, 1]), { what: 'the sum' }));
    assert.deepEqual(shapes.words, ['Expected the sum of shape [2, 1]; yours has shape [2].']);
    const words = check('', () => expectEqual('yes', 'no'));
    assert.deepEqual(words.words, ["Expected the answer to be 'no'; yours is 'yes'."]);
    const told = check('', () => expectTrue(false, 'It should grow.'));
    assert.deepEqual(told.words, ['It should grow.']);
  });

  it('explains frequent mistakes by what they lead to', () => {
    const mistakes = {
      'Take the mean.': 8,
      'Invert it.': Infinity,
      'Add up each image.': [1, 2],
    };
    const words = (actual: number | number[]) =>
      check('', () => expectClose(actual, 2, { mistakes })).words;
    assert.deepEqual(words(8.00001), [
      'Expected the answer to be 2; yours is 8.',
      'Take the mean.',
    ]);
    assert.equal(words(Infinity)[1], 'Invert it.');
    assert.deepEqual(words([1, 2]), [
      'Expected the answer of shape []; yours has shape [2].',
      'Add up each image.',
    ]);
    assert.equal(words(7).length, 1);
    assert.deepEqual(words(2), []);
  });

  it('knows a word by its digest and does not say it', () => {
    const test = (word: string | undefined) => check('', () => expectDigest(word, '75a288c0'));
    assert.equal(test('up').status, 'passed');
    assert.equal(test(undefined).status, 'not answered');
    assert.deepEqual(test('down').words, ["'down' is not the answer."]);
  });

  it('is not thrown off by answers that are missing or throw', () => {
    const missing: undefined = undefined;
    const tests = [
      () => expectClose(missing, 1),
      () => expectEqual(missing, 1),
      () => expectTrue(missing, ''),
      () => expectAnswered(missing),
    ];
    for (const test of tests) assert.equal(check('', test).status, 'not answered');
    assert.equal(inspect(check('E', () => expectAnswered(missing))), '○ Not answered yet: E');
    const thrown = check('', () => {
      throw new TypeError('x is not a function');
    });
    assert.equal(thrown.status, 'not yet');
    assert.deepEqual(thrown.words, ['Your answer throws TypeError: x is not a function']);
  });

  it('shows itself as HTML with its text made safe', () => {
    const bundle = check('a < b', () => expectTrue(false, 'x & y'))[JUPYTER_DISPLAY]();
    const html = String(bundle['text/html']);
    assert.match(html, /<strong>✗ Not yet<\/strong>: a &lt; b<\/div><div>x &amp; y<\/div>/);
    assert.equal(bundle['text/plain'], '✗ Not yet: a < b\n  x & y');
  });
});
