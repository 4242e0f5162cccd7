import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { injectParameters, modeParameters } from '../../../scripts/runner/parameters';
import { notebookOf } from '../fixtures/kernels';

const sources = ({ cells }: Notebook) => cells.map(({ source }) => source);
const declared: [string[], string] = [['parameters'], 'let epochs = 30;'];

test('each mode has its values, and a mode without any has none', () => {
  const notebook = notebookOf([], { latentlab: { quick: { epochs: 2 } } });
  assert.deepEqual(modeParameters(notebook, 'quick'), { epochs: 2 });
  assert.deepEqual(modeParameters(notebook, 'full'), {});
  assert.deepEqual(modeParameters(notebookOf([]), 'quick'), {});
  for (const values of [null, [1], 'x']) {
    const wrong = notebookOf([], { latentlab: { quick: values } });
    assert.throws(() => modeParameters(wrong, 'quick'), {
      name: 'ParameterError',
      message: /metadata\.latentlab\.quick is not an object/,
    });
  }
});

test('assignments come in a cell of their own after the cell tagged parameters', () => {
  const notebook = notebookOf(['# t', declared, 'use']);
  const values = { epochs: 2, name: 'a "b"', list: [1, { c: null }], flag: true };
  const injected = injectParameters(notebook, values);
  const text = sources(injected);
  assert.deepEqual([text[0], text[1], text[3]], ['# t', 'let epochs = 30;', 'use']);
  // Run as the kernel would: the values arrive as they are.
  const program = `let epochs, name, list, flag;\n${String(text[2])}\nreturn { epochs, name, list, flag };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function(program) as () => unknown;
  assert.deepEqual(run(), values);
  assert.match(String(text[2]), /^ *epochs = 2;$/m);
  assert.deepEqual(injected.cells[2]?.metadata.tags, ['injected-parameters']);
  assert.equal(injected.cells[2]?.id, 'injected-parameters');
  assert.equal(notebook.cells.length, 3);
});

test('without values nothing is injected, and an older injection goes', () => {
  const notebook = notebookOf([declared, [['injected-parameters'], 'epochs = 9;'], 'use']);
  assert.deepEqual(sources(injectParameters(notebook, {})), ['let epochs = 30;', 'use']);
  const again = injectParameters(injectParameters(notebook, { epochs: 1 }), { epochs: 2 });
  assert.equal(again.cells.length, 3);
  assert.match(String(again.cells[1]?.source), /epochs = 2;/);
});

test('the injected cell gets an id that is not taken', () => {
  const notebook = notebookOf([declared, 'use']);
  const [, second] = notebook.cells;
  if (second) second.id = 'injected-parameters';
  const ids = injectParameters(notebook, { epochs: 1 }).cells.map(({ id }) => id);
  assert.equal(new Set(ids).size, 3);
});

test('values without a cell that declares them, and names that are none, are refused', () => {
  assert.throws(() => injectParameters(notebookOf(['use']), { epochs: 1 }), {
    name: 'ParameterError',
    message: /no cell tagged 'parameters'.*Tag the cell/,
  });
  assert.throws(
    () => injectParameters(notebookOf([declared]), { 'a b': 1 }),
    /'a b' is not a name/,
  );
  assert.throws(() => injectParameters(notebookOf([declared]), { 'x;f()': 1 }), /is not a name/);
});
