import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isClose, kept, moved, movedSentence, tokenise } from '../../../scripts/verify/numbers';

test('numbers are found as they are written, and nothing else is taken for one', () => {
  const found = (text: string) => tokenise(text).numbers;
  assert.deepEqual(found('loss 0.25, -3 and +1.5e-3'), ['0.25', '-3', '+1.5e-3']);
  assert.deepEqual(found('[.5, 2., −7]'), ['.5', '2.', '−7']);
  assert.deepEqual(found('NaN, nan, -Infinity, inf'), ['NaN', 'nan', '-Infinity', 'inf']);
  assert.deepEqual(found('12.5px 50% 3s'), ['12.5', '50', '3'], 'with a unit');
  assert.deepEqual(found('5-3'), ['5', '3'], 'a minus between numbers is no sign');
  for (const text of ['h1', '#0072b2', 'conv2d_1', '28x28', 'v1.2.3', 'information', '3fa9c1']) {
    assert.deepEqual(found(text), [], text);
  }
});

test('blanks beside numbers do not count, others do', () => {
  const words = (text: string) => tokenise(text).words;
  assert.equal(words('[ 9.5,  1.2]'), words('[10.5, -1.2]'));
  assert.notEqual(words('a  b'), words('a b'));
  assert.notEqual(words('loss 1'), words('lass 1'));
});

test('close is within the absolute and the relative tolerance of what was', () => {
  const tolerance = { rtol: 0.01, atol: 0.1 };
  assert.ok(isClose(100, 101.1, tolerance));
  assert.ok(!isClose(100, 101.2, tolerance));
  assert.ok(isClose(0, -0.1, tolerance));
  assert.ok(!isClose(0, 0.11, tolerance));
  assert.ok(isClose(NaN, NaN, tolerance));
  assert.ok(isClose(-Infinity, -Infinity, tolerance));
  for (const [a, b] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, 1],
    [1, Infinity],
    [Infinity, -Infinity],
  ] as const) {
    assert.ok(!isClose(a, b, tolerance), `${a}, ${b}`);
  }
  assert.ok(isClose(3, 3, { rtol: 0, atol: 0 }));
});

test('a number that moved has a relative error where that is a number', () => {
  assert.equal(moved('line 1', '-4', '-5').relativeError, 0.25);
  assert.equal(moved('line 1', '−4', '-5').relativeError, 0.25);
  for (const [before, after] of [
    ['0', '1'],
    ['NaN', '1'],
    ['1', 'inf'],
  ] as const) {
    assert.equal(moved('', before, after).relativeError, null);
  }
});

test('of many numbers those that moved most are kept, and the sentence counts all', () => {
  const all = Array.from({ length: 300 }, (_, i) => moved(`[${i}]`, '100', String(101 + i)));
  const some = kept(all);
  assert.equal(some.length, 100);
  assert.equal(some[0]?.place, '[299]');
  assert.equal(movedSentence(all), '300 numbers moved; the largest relative error is 3.0e+0.');
  assert.deepEqual(kept(all.slice(0, 3)), all.slice(0, 3));
  assert.equal(movedSentence([moved('', '0', '1')]), '1 number moved.');
});
