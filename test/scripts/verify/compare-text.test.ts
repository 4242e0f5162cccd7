import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareText } from '../../../scripts/verify/compare-text';

const TOLERANCE = { rtol: 1e-3, atol: 0 };
const compare = (before: string, after: string) => compareText(before, after, TOLERANCE);
const signs = (before: string, after: string) =>
  compare(before, after)?.lines?.map(({ sign, text }) => `${sign}${text}`);

test('equal texts, and texts whose numbers are close, do not differ', () => {
  assert.equal(compare('a\nb 1.000\n', 'a\nb 1.000\n'), undefined);
  assert.equal(compare('loss 1.0000', 'loss 1.0009'), undefined);
  assert.equal(compare('[ 9.9999, 1]', '[10.0001, 1]'), undefined);
});

test('a number out of tolerance is told with its line and its relative error', () => {
  const found = compare('first\nloss 2.0, 5\n', 'first\nloss 2.5, 5\n');
  assert.deepEqual(found, {
    message: '1 number moved, by a relative error of 2.5e-1.',
    lines: [
      { sign: ' ', text: 'first' },
      { sign: '-', text: 'loss 2.0, 5' },
      { sign: '+', text: 'loss 2.5, 5' },
    ],
    numbers: [{ place: 'line 2', before: '2.0', after: '2.5', relativeError: 0.25 }],
  });
});

test('words must match to the letter', () => {
  assert.equal(compare('Loss 1', 'loss 1')?.message, '1 line differs.');
  assert.equal(compare('a  b', 'a b')?.message, '1 line differs.');
  assert.equal(compare('1 2', '1 2 3')?.message, '1 line differs.');
});

test('lines that came or went are told, and the others still compared', () => {
  assert.deepEqual(signs('a\nb\nc 1', 'a\nc 2'), [' a', '-b', '-c 1', '+c 2']);
  assert.deepEqual(signs('', 'new\n'), ['+new']);
  assert.deepEqual(signs('old', ''), ['-old']);
  const found = compare('x 1.0\ny 1', 'extra\nx 1.0001\ny 1');
  assert.deepEqual(found?.lines?.[0], { sign: '+', text: 'extra' });
  assert.equal(found?.message, '1 line differs.', 'the numbers are close');
});

test('what stayed is cut down to two lines beside a change', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const changed = lines.map((line, i) => (i === 4 || i === 16 ? `${line} here` : line));
  assert.deepEqual(signs(lines.join('\n'), changed.join('\n')), [
    ...['…2 lines', ' line 2', ' line 3', '-line 4', '+line 4 here', ' line 5', ' line 6'],
    ...['…7 lines'],
    // One line is shown rather than said to be hidden.
    ...[' line 14', ' line 15', '-line 16', '+line 16 here', ' line 17', ' line 18', ' line 19'],
  ]);
});

test('of a long difference the beginning is kept, and the rest is counted', () => {
  const text = (value: number) => Array.from({ length: 5000 }, () => `loss ${value}`).join('\n');
  const found = compare(text(1), text(2));
  assert.equal(found?.lines?.length, 201);
  assert.deepEqual(found?.lines?.at(-1), { sign: '…', text: '9800 lines' });
  assert.match(found?.message ?? '', /^5000 numbers moved; /);
  assert.equal(found?.numbers?.length, 100);
});

test('texts without a line in common are compared in reasonable time', () => {
  const text = (word: string) =>
    Array.from({ length: 20_000 }, (_, i) => `${word}${i}x`).join('\n');
  const found = compare(text('a'), `${text('b')}\nmore`);
  assert.equal(found?.message, '20001 lines differ.');
});

test('colours are not shown', () => {
  assert.deepEqual(signs('\u001b[32mgood\u001b[0m', 'bad'), ['-good', '+bad']);
});
