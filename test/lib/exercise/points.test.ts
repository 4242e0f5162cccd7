import assert from 'node:assert/strict';
import { afterEach, before, describe, it, mock } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { check } from '../../../lib/exercise/check';
import type { CheckResult } from '../../../lib/exercise/check-result';
import { expectAnswered, expectClose, expectTrue } from '../../../lib/exercise/expect';
import { earnedPoints, observePoints } from '../../../lib/exercise/points';

describe('checks that are worth points', () => {
  let shown: string;

  before(() => tf.ready());
  afterEach(() => {
    mock.restoreAll();
    observePoints(undefined);
    earnedPoints();
  });

  function listen(): void {
    shown = '';
    mock.method(process.stdout, 'write', (text: string) => (shown += text));
  }

  it('add up to the score of the cell, and begin anew in the next', () => {
    listen();
    check('one', 2, () => expectClose(1, 1));
    check('two', 3, () => expectClose(1, 2));
    check('three', 0.1, () => undefined);
    check('four', 0.2, () => undefined);
    assert.equal(earnedPoints(), 2.3);
    assert.equal(earnedPoints(), 0);
  });

  it('show themselves at once, with points and hint', () => {
    listen();
    check('the mean', 3, () => expectClose(1, 2), 'divide by the number of images');
    assert.equal(
      shown,
      '✗ Not yet: the mean (0 of 3 points)\n  Expected the answer to be 2; yours is 1.\n' +
        '  Hint: divide by the number of images\n',
    );
  });

  it('explain an answer that gave nothing back', () => {
    listen();
    const result = check('terms', 3, () => expectAnswered(undefined));
    assert.equal(result.status, 'not answered');
    assert.match(shown, /gave nothing back \(undefined\).*`return` missing/);
  });

  it('say what an assertion says, and quote the error of an answer', () => {
    listen();
    check('a', 1, () => assert.equal(1, 2, 'one is not two'));
    check('b', 1, (): void => {
      throw new RangeError('no such unit');
    });
    assert.match(shown, /\n {2}one is not two\n/);
    assert.match(shown, /Your answer throws RangeError: no such unit/);
  });

  it('wait for asynchronous answers', async () => {
    listen();
    await check('late', 2, async () => {
      await Promise.resolve();
      expectTrue(true, 'never');
    });
    const late = await check('late and wrong', 5, async () => {
      await Promise.resolve();
      expectTrue(false, 'It is wrong.');
    });
    assert.deepEqual(late.words, ['It is wrong.']);
    assert.equal(earnedPoints(), 2);
  });

  it('are told to whoever grades', () => {
    listen();
    const seen: CheckResult[] = [];
    observePoints((result) => seen.push(result));
    check('without points', () => undefined);
    check('with points', 2, () => expectTrue(false, 'no'));
    assert.deepEqual(
      seen.map(({ name, earned, points }) => [name, earned, points]),
      [['with points', 0, 2]],
    );
  });

  it('take no points that cannot be added up', () => {
    assert.throws(() => check('x', -1, () => undefined), /-1 are no points/);
    assert.throws(() => check('x', NaN, () => undefined), /NaN are no points/);
  });
});
