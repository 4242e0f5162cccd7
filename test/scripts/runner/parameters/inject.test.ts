import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notebook } from '../../../../scripts/jupyter/nbformat';
import { declaredParameters, injectParameters } from '../../../../scripts/runner/parameters/inject';
import { notebookOf } from '../../fixtures/kernels';

const sources = ({ cells }: Notebook) => cells.map(({ source }) => source);
const declared: [string[], string] = [['parameters'], 'let epochs = 30;'];
const inLanguage = (language: string) => ({
  kernelspec: { name: 'k', display_name: 'k', language },
});

test('assignments come in a cell of their own after the cell tagged parameters', () => {
  const notebook = notebookOf(['# t', declared, 'use']);
  const values = { epochs: 2, name: 'a "b"', list: [1, { c: null }], flag: true };
  const injected = injectParameters(notebook, values);
  assert.deepEqual(sources(injected), [
    '# t',
    'let epochs = 30;',
    '// The values of this run.\n{\n  epochs = 2;\n  name = "a \\"b\\"";\n  list = [1,{"c":null}];\n  flag = true;\n}',
    'use',
  ]);
  assert.deepEqual(injected.cells[2]?.metadata.tags, ['injected-parameters']);
  assert.equal(notebook.cells.length, 3, 'the given notebook is not changed');
});

test('a Python notebook gets Python', () => {
  const notebook = notebookOf([[['parameters'], 'epochs = 30']], inLanguage('python'));
  const values = { a: true, b: [1.5, null, false], c: { d: 'x' } };
  assert.equal(
    injectParameters(notebook, values).cells[1]?.source,
    '# The values of this run.\na = True\nb = [1.5, None, False]\nc = {"d": "x"}',
  );
});

test('a language whose cells cannot be written is an error that names those that can', () => {
  const notebook = notebookOf([declared], inLanguage('R'));
  assert.throws(() => injectParameters(notebook, { epochs: 1 }), {
    name: 'ParameterError',
    message: /in a notebook in R\. Known languages: typescript, javascript, python\./,
  });
  assert.throws(() => declaredParameters(notebook), /notebook in R/);
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

test('values without a cell that declares them are refused', () => {
  assert.equal(declaredParameters(notebookOf(['use'])), undefined);
  assert.throws(() => injectParameters(notebookOf(['use']), { epochs: 1 }), {
    name: 'ParameterError',
    message: /no cell tagged 'parameters'.*Tag the cell/,
  });
});
