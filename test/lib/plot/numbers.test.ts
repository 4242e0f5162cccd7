import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  finiteRange,
  readList,
  readMatrix,
  readNumbers,
  shortNumber,
  type Values,
} from '../../../lib/plot/numbers';
import { throwsArgumentError } from './refusal';

test('nested arrays, typed arrays and tensors are read row by row', () => {
  const expected = { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const tensor = { shape: [2, 3], dataSync: () => Float32Array.of(1, 2, 3, 4, 5, 6) };
  const rows = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
  const nested = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  for (const values of [nested, rows, tensor]) assert.deepEqual(readNumbers(values), expected);
});

test('a list may come as a column or a row', () => {
  assert.deepEqual(readList([[1], [2]], 'y'), [1, 2]);
  assert.deepEqual(readList([[1, 2]], 'y'), [1, 2]);
  assert.deepEqual(readList([], 'y'), []);
  assert.deepEqual(readList([7], 'y'), [7]);
});

test('a matrix comes back as rows', () => {
  const tensor = { shape: [2, 2], dataSync: () => Int32Array.of(1, 2, 3, 4) };
  const rows = [
    [1, 2],
    [3, 4],
  ];
  assert.deepEqual(readMatrix(tensor, 'W'), rows);
});

test('ragged rows, uneven depth, other types and other shapes are refused', () => {
  const matrix = [[1, 2]];
  const calls: [() => unknown, RegExp][] = [
    [() => readNumbers([[1, 2], [3]]), /differ in length/],
    [() => readNumbers([1, [2]] as unknown as Values), /differ in depth/],
    [() => readNumbers('12' as unknown as Values), /cannot read a string/],
    [() => readNumbers(undefined as unknown as Values), /cannot read a undefined/],
    [() => readList([...matrix, [3, 4]], 'x'), /x has shape \[2, 2\]/],
    [
      () => readMatrix(matrix, 'points', 3),
      /points has shape \[1, 2\]\. Give a matrix \[rows, 3\]/,
    ],
    [() => readMatrix([1, 2], 'W'), /W has shape \[2\]/],
  ];
  for (const [call, message] of calls) {
    throwsArgumentError(call, message);
  }
});

test('the range leaves out what is not finite', () => {
  assert.deepEqual(finiteRange([NaN, 2, -1, Infinity]), [-1, 2]);
  assert.deepEqual(finiteRange([NaN]), [0, 0]);
});

test('captions show four significant digits', () => {
  assert.deepEqual([0.123456, 2, -1234.56, 1e-9, NaN].map(shortNumber), [
    '0.1235',
    '2',
    '-1235',
    '1e-9',
    'NaN',
  ]);
});
