import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PYTHON } from '../../../../scripts/runner/parameters/python';
import { TYPESCRIPT } from '../../../../scripts/runner/parameters/typescript';

test('a TypeScript cell declares what let and var declare, with types, defaults and comments', () => {
  const source = `
let alpha = 0.1; // step size
let beta = -1, name: string = 'x'; /* two of them */
var old = true;
const fixed = 3;
let { unpacked } = other;
// let gone = 1;
let size: [number, number] = [1, 2];
let late: number;
if (alpha) { let inner = 1; }
`;
  assert.deepEqual(
    TYPESCRIPT.declared(source).map(({ name, type, default: value, comment }) => [
      name,
      type.text,
      value,
      comment,
    ]),
    [
      ['alpha', 'number', '0.1', 'step size'],
      ['beta', 'number', '-1', 'two of them'],
      ['name', 'string', "'x'", 'two of them'],
      ['old', 'boolean', 'true', undefined],
      ['size', '[number, number]', '[1, 2]', undefined],
      ['late', 'number', 'undefined', undefined],
    ],
  );
});

const VALUES = [0, 1.5, 'a', true, null, [1, 2], ['a'], [], { a: 1 }];

test('a type admits its values and no others', () => {
  const admitted: [declaration: string, type: string, values: unknown[]][] = [
    ['x: number', 'number', [0, 1.5]],
    ['x = 3', 'number', [0, 1.5]],
    ['x = (-3)', 'number', [0, 1.5]],
    ['x: string', 'string', ['a']],
    ['x = `a${1}`', 'string', ['a']],
    ['x: boolean', 'boolean', [true]],
    ['x = false', 'boolean', [true]],
    ['x: null', 'null', [null]],
    ['x: number | null', 'number | null', [0, 1.5, null]],
    ["x: 'a' | 'b'", "'a' | 'b'", ['a']],
    ['x: 0 | true', '0 | true', [0, true]],
    ['x: number[]', 'number[]', [[1, 2], []]],
    ['x: readonly string[]', 'readonly string[]', [['a'], []]],
    ['x: Array<number | string>', 'Array<number | string>', [[1, 2], ['a'], []]],
    ['x = [1, 2]', 'number[]', [[1, 2], []]],
    ["x = [1, 'a']", '(number | string)[]', [[1, 2], ['a'], []]],
    ['x = []', 'any[]', [[1, 2], ['a'], []]],
    ['x: [number, number]', '[number, number]', [[1, 2], ['a'], []]],
    ['x: { a: number; b?: string }', '{ a: number; b?: string }', [{ a: 1 }]],
    ['x: { a: string }', '{ a: string }', []],
    ['x = 3 as number | string', 'number | string', [0, 1.5, 'a']],
    ['x: undefined', 'undefined', []],
    // Left to the kernel.
    ['x: Options', 'Options', VALUES],
    ['x = f()', 'any', VALUES],
    ['x', 'any', VALUES],
  ];
  for (const [declaration, text, values] of admitted) {
    const [parameter] = TYPESCRIPT.declared(`let ${declaration};`);
    assert.equal(parameter?.type.text, text);
    assert.deepEqual(
      VALUES.filter((value) => parameter?.type.admits(value)),
      values,
      declaration,
    );
  }
});

test('a Python cell declares what it assigns', () => {
  const source = `
epochs: int = 30  # how long
rate = 1e-3
names = ["a", 'b']
flag=True
text = 'x'
other = f(1)
if epochs == 3:
    inner = 1
`;
  assert.deepEqual(
    PYTHON.declared(source).map(({ name, type, default: value, comment }) => [
      name,
      type.text,
      value,
      comment,
    ]),
    [
      ['epochs', 'int', '30', 'how long'],
      ['rate', 'float', '1e-3', undefined],
      ['names', 'list', '["a", \'b\']', undefined],
      ['flag', 'bool', 'True', undefined],
      ['text', 'str', "'x'", undefined],
      ['other', 'Any', 'f(1)', undefined],
    ],
  );
  const admits = (line: string) => {
    const [parameter] = PYTHON.declared(line);
    return VALUES.filter((value) => parameter?.type.admits(value));
  };
  assert.deepEqual(admits('x: int = 3'), [0]);
  assert.deepEqual(admits('x = 3'), [0, 1.5]);
  assert.deepEqual(admits('x: List[int] = []'), [[1, 2], ['a'], []]);
  assert.deepEqual(admits('x: Thing = 1'), VALUES);
});
