import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, resultText } from './kernel-client';

/** Cells that are run one after the other, and the text of the last one's result. */
const cases: Record<string, [cells: string[], expected: string]> = {
  'a later cell sees what a function changed': [
    ['let count = 0; function increase() { count++; }', 'increase(); count'],
    '1',
  ],
  'a function sees what a later cell assigned': [
    ['let rho = 0.1; const sparsity = () => rho;', 'rho = 0.05;', 'sparsity()'],
    '0.05',
  ],
  'a function can be used before its declaration': [
    ['twice(21); function twice(n: number) { return 2 * n; }', 'twice(21)'],
    '42',
  ],
  'variables of earlier cells work as shorthand properties': [
    ['const units = 30; const epochs = 5;', '({ units, epochs })'],
    '{ units: 30, epochs: 5 }',
  ],
  'and in functions that have a variable of that name': [
    ['const width = 1;', 'const f = (width: number) => ({ width });', 'f(2)'],
    '{ width: 2 }',
  ],
  'and as the target of an assignment, with a default': [
    ['let left = 0; let right = 0;', '({ left, right = 2 } = { left: 1 } as any); [left, right]'],
    '[ 1, 2 ]',
  ],
  'properties that an earlier cell declares can be taken out under other names': [
    [
      'const build = () => ({ W: 1, code: { h: 2 } });',
      'const { W: weights, code: { h: hidden } } = build();',
      'let again = 0; ({ W: again } = build()); [weights, hidden, again]',
    ],
    '[ 1, 2, 1 ]',
  ],
  'destructured, class and enum declarations are kept': [
    [
      'const { a, b: [c, ...rest] } = { a: 1, b: [2, 3] }; class A { x = 4; } enum E { X = 5 }',
      '[a, c, rest, new A().x, E.X]',
    ],
    '[ 1, 2, [ 3 ], 4, 5 ]',
  ],
  'operators that assign work on variables of earlier cells': [
    ['let total = 1;', 'total += 2; total++; for (const x of [1, 2]) total *= x + 1; total'],
    '24',
  ],
  'a variable declared again is a new one': [['let again = 1;', "let again = 'a'; again"], "'a'"],
  'a variable awaited for is there': [['const later = await Promise.resolve(3);', 'later'], '3'],
  'a cell run twice starts anew': [['var n = 1; n++;', 'var n = 1; n++;', 'n'], '2'],
};

describe('variables of a session', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  for (const [name, [cells, expected]] of Object.entries(cases)) {
    test(name, async () => {
      let last;
      for (const cell of cells) {
        last = await kernel.execute(cell);
        assert.equal(last.reply.content['status'], 'ok', String(last.reply.content['evalue']));
      }
      assert.equal(resultText(last?.iopub ?? []), expected);
    });
  }
});
