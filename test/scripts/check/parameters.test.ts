import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkParameters } from '../../../scripts/check/parameters';
import type { Cell } from '../../../scripts/jupyter/nbformat';
import { code, markdown, notebookOf, told } from './notebooks';

const check = (latentlab: unknown, ...cells: Cell[]): string[] =>
  told(checkParameters(notebookOf(cells, latentlab === undefined ? {} : { latentlab })));

const declaring = code('let epochs = 5, [a, { b: seed = 2 }] = x;\nvar rate = 0.1;', [
  'parameters',
]);

test('values that the parameters cell declares are in order, and no parameters at all', () => {
  const values = { epochs: 2, seed: 1, rate: 0.5 };
  assert.deepEqual(check({ quick: values, full: {}, other: 1 }, code('1'), declaring), []);
  assert.deepEqual(check({ quick: {}, full: {} }, code('1')), []);
  assert.deepEqual(check(undefined, code('1')), []);
});

test('values without a cell for them are told', () => {
  const missing = [
    "- parameters metadata.latentlab sets 'epochs', 'seed', but no code cell has the tag 'parameters'.",
  ];
  const values = { quick: { epochs: 2 }, full: { epochs: 50, seed: 1 } };
  assert.deepEqual(check(values, code('let epochs = 5, seed = 2;')), missing);
  assert.deepEqual(check(values, markdown('let epochs', ['parameters'])), missing);
});

test('a second cell with the tag is told', () => {
  assert.deepEqual(check(undefined, declaring, code('let b = 1', ['parameters'])), [
    "2 parameters Cell 1 has the tag 'parameters' already.",
  ]);
});

test('names that a run cannot set are told', () => {
  const cell = code('const fixed = 1;\n{ let inner = 2; }\nfunction f() { var own; }', [
    'parameters',
  ]);
  assert.deepEqual(check({ quick: { fixed: 2, inner: 3 }, full: { own: 1, f: 2 } }, cell), [
    "1 parameters metadata.latentlab.quick sets 'fixed': declare it with let.",
    "1 parameters metadata.latentlab.quick sets 'inner': this cell does not declare it.",
    "1 parameters metadata.latentlab.full sets 'own': this cell does not declare it.",
    "1 parameters metadata.latentlab.full sets 'f': declare it with let.",
  ]);
});

test('settings of the wrong kind or name are told', () => {
  assert.deepEqual(check([], declaring), ['- parameters metadata.latentlab is not an object.']);
  assert.deepEqual(check({ quick: 3, Ful: {} }, declaring), [
    '- parameters metadata.latentlab.quick is not an object.',
    "- parameters metadata.latentlab.Ful has no effect; did you mean 'full'?",
  ]);
});
