import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareJson } from '../../../scripts/verify/compare-json';

const compare = (before: unknown, after: unknown) =>
  compareJson(before, after, { rtol: 1e-3, atol: 0 });
const FIGURE = {
  data: [{ type: 'scatter', x: [0, 1, 2], y: [1, 0.5, 0.25] }],
  layout: { title: { text: 'loss 0.25' } },
};

test('figures that are equal, or whose numbers are close, do not differ', () => {
  assert.equal(compare(FIGURE, structuredClone(FIGURE)), undefined);
  const close = structuredClone(FIGURE);
  close.data[0]?.y.splice(1, 1, 0.5004);
  close.layout.title.text = 'loss 0.2501';
  assert.equal(compare(FIGURE, close), undefined);
});

test('a number out of tolerance is told with its place', () => {
  const changed = structuredClone(FIGURE);
  changed.data[0]?.y.splice(1, 1, 0.6);
  assert.deepEqual(compare(FIGURE, changed), {
    message: '1 number moved, by a relative error of 2.0e-1.',
    numbers: [
      { place: 'data[0].y[1]', before: '0.5', after: '0.6', relativeError: (0.6 - 0.5) / 0.5 },
    ],
  });
});

test('structure and words must match exactly', () => {
  const lines = (before: unknown, after: unknown) =>
    compare(before, after)?.lines?.map(({ sign, text }) => `${sign} ${text}`);
  assert.deepEqual(lines({ y: [1, 2] }, { y: [1] }), ['- y.length: 2', '+ y.length: 1']);
  assert.deepEqual(lines({ a: 1 }, { a: 1, 'b-c': { d: 2 } }), ['+ ["b-c"]: {"d":2}']);
  assert.deepEqual(lines({ type: 'bar' }, { type: 'scatter' }), [
    '- type: "bar"',
    '+ type: "scatter"',
  ]);
  assert.deepEqual(lines({ a: 1 }, { a: '1' }), ['- a: 1', '+ a: "1"']);
  assert.deepEqual(lines({ a: null }, { a: 0 }), ['- a: null', '+ a: 0']);
  assert.deepEqual(lines([true], [false]), ['- [0]: true', '+ [0]: false']);
});

test("plotly's packed arrays are compared as numbers", () => {
  const packed = (...values: number[]) => ({
    dtype: 'f8',
    bdata: Buffer.from(new Float64Array(values).buffer).toString('base64'),
  });
  assert.equal(compare({ y: packed(1, 2) }, { y: packed(1, 2.0001) }), undefined);
  assert.deepEqual(compare({ y: packed(1, 2) }, { y: packed(1, 3) })?.numbers, [
    { place: 'y.numbers[1]', before: '2', after: '3', relativeError: 0.5 },
  ]);
  const broken = { dtype: 'f8', bdata: 'AAAA' };
  assert.equal(compare({ y: broken }, { y: { ...broken } }), undefined);
});

test('of many changes some are kept, and all are counted', () => {
  const words = (word: string) => Array.from({ length: 80 }, (_, i) => word + 'x'.repeat(i));
  const found = compare(words('a'), words('b'));
  assert.equal(found?.message, '80 values differ.');
  assert.equal(found?.lines?.length, 100);
});
