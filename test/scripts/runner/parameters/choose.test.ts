import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import { checkParameters, modeParameters } from '../../../../scripts/runner/parameters/choose';
import { readParameterFile, readValue } from '../../../../scripts/runner/parameters/given';
import { renderParameters } from '../../../../scripts/runner/parameters/help';
import { prepareNotebooks } from '../../../../scripts/runner/prepare';
import { writeNotebook } from '../../../../scripts/jupyter/notebook-file';
import { notebookOf, temporaryFolder } from '../../fixtures/kernels';

const CELL: [string[], string] = [
  ['parameters'],
  "let epochs = 30; // how long\nlet label = 'x';\nlet sizes: number[] = [1];\nlet stop: number | string | null = 1;\nconst fixed = 1;",
];
const notebook = notebookOf([CELL]);
const text = (name: string, value: string) => ({ name, text: value });

test('each mode has its values, and a mode without any has none', () => {
  const both = notebookOf([], { latentlab: { quick: { epochs: 2 } } });
  assert.deepEqual(modeParameters(both, 'quick'), { epochs: 2 });
  assert.deepEqual(modeParameters(both, 'full'), {});
  assert.deepEqual(modeParameters(notebookOf([]), 'quick'), {});
  for (const values of [[1], 'x']) {
    const wrong = notebookOf([], { latentlab: { quick: values } });
    assert.throws(() => modeParameters(wrong, 'quick'), {
      name: 'ParameterError',
      message: /metadata\.latentlab\.quick is not an object/,
    });
  }
});

test('text is read as papermill reads it', () => {
  const read: [string, unknown][] = [
    ['3', 3],
    ['-2.5', -2.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['007', 7],
    ['true', true],
    ['False', false],
    ['null', null],
    ['None', null],
    ['inf', 'inf'],
    ['1e999', '1e999'],
    ['0x10', '0x10'],
    ['', ''],
    [' 3', ' 3'],
    ['toString', 'toString'],
    ['[1]', '[1]'],
  ];
  for (const [given, value] of read) assert.deepEqual(readValue(given), value, given);
});

test('a parameter that takes only text keeps it', () => {
  const given = [text('label', '5'), text('epochs', '5'), text('stop', '5')];
  assert.deepEqual(checkParameters(notebook, given, 'n'), { label: '5', epochs: 5, stop: 5 });
  const words = [text('label', 'null'), text('stop', 'null')];
  assert.deepEqual(checkParameters(notebook, words, 'n'), { label: 'null', stop: null });
});

test('a value that is not of the declared type is refused, with the type', () => {
  const wrong: [Parameters<typeof checkParameters>[1][number], RegExp][] = [
    [
      text('epochs', 'many'),
      /'epochs' of n is of type number, and "many" is not\. Give a number\./,
    ],
    [{ name: 'label', value: 5 }, /'label' of n is of type string, and 5 is not/],
    [text('sizes', '3'), /of type number\[\], and 3 is not.*in a file, with -f/],
    [{ name: 'sizes', value: [1, 'a'] }, /and \[1,"a"\] is not/],
    [{ name: 'sizes', value: [1, Infinity] }, /'sizes' holds a number that is not finite/],
  ];
  for (const [given, message] of wrong) {
    assert.throws(() => checkParameters(notebook, [given], 'n'), {
      name: 'ParameterError',
      message,
    });
  }
  const values = [{ name: 'sizes', value: [3, 4] }];
  assert.deepEqual(checkParameters(notebook, values, 'n'), { sizes: [3, 4] });
});

test('an unknown name is an error that lists the known ones with types and defaults', () => {
  assert.throws(() => checkParameters(notebook, [text('epoch', '3')], 'a/n.ipynb'), {
    name: 'ParameterError',
    message:
      "a/n.ipynb has no parameter 'epoch'. It has these:\n" +
      "  epochs: number = 30\n  label: string = 'x'\n  sizes: number[] = [1]\n" +
      '  stop: number | string | null = 1',
  });
  assert.throws(() => checkParameters(notebook, [text('fixed', '3')], 'n'), /no parameter 'fixed'/);
  const none = notebookOf([[['parameters'], 'const a = 1;']]);
  assert.throws(() => checkParameters(none, [text('a', '3')], 'n'), /It declares none with let/);
});

test('a notebook without a parameters cell takes none', () => {
  const given = [text('epochs', '3')];
  assert.throws(() => checkParameters(notebookOf(['print x']), given, 'n'), {
    name: 'ParameterError',
    message: /n has no cell tagged 'parameters'.*Tag the cell/,
  });
  assert.deepEqual(checkParameters(notebookOf(['print x']), [], 'n'), {});
});

test('a file holds names with values, as YAML or JSON', async (t) => {
  const folder = await temporaryFolder(t);
  const file = (name: string) => join(folder, name);
  await writeFile(
    file('p.yaml'),
    '# comment\nepochs: 3\nlabel: "5"\nsizes: [1, 2.5]\nstop: null\n',
  );
  await writeFile(file('p.json'), '{"epochs": 3, "flag": true}');
  await writeFile(file('empty.yaml'), '');
  await writeFile(file('list.yaml'), '- 1\n');
  await writeFile(file('broken.yaml'), 'a: [1\nb: }');
  assert.deepEqual(await readParameterFile(file('p.yaml')), [
    { name: 'epochs', value: 3 },
    { name: 'label', value: '5' },
    { name: 'sizes', value: [1, 2.5] },
    { name: 'stop', value: null },
  ]);
  assert.deepEqual(await readParameterFile(file('p.json')), [
    { name: 'epochs', value: 3 },
    { name: 'flag', value: true },
  ]);
  assert.deepEqual(await readParameterFile(file('empty.yaml')), []);
  await assert.rejects(readParameterFile(file('list.yaml')), /does not hold names with values/);
  for (const name of ['broken.yaml', 'absent.yaml']) {
    await assert.rejects(readParameterFile(file(name)), {
      name: 'ParameterError',
      message: new RegExp(`The parameters in .*${name} cannot be read: [^]*Write YAML or JSON`),
    });
  }
});

test('given values go over those of the mode; help tells all of them', async (t) => {
  const folder = await temporaryFolder(t);
  const prepare = async (values: Record<string, unknown>, given = [text('label', 'y')]) => {
    const path = join(folder, 'n.ipynb');
    await writeNotebook(path, notebookOf([CELL], { latentlab: { quick: values } }));
    const file = { path: 'n.ipynb', file: path, outputPath: '', outputFile: '' };
    const [prepared] = await prepareNotebooks([file], { mode: 'quick', given });
    return prepared ?? assert.fail();
  };
  const good = await prepare({ epochs: 2, label: 'q' });
  assert.deepEqual('parameters' in good && good.parameters, { epochs: 2, label: 'y' });
  assert.equal(
    renderParameters(good, new Chalk({ level: 0 })),
    'n.ipynb\n' +
      '  epochs: number = 30               how long (quick: 2)\n' +
      '  label: string = \'x\'               (quick: "q")\n' +
      '  sizes: number[] = [1]\n' +
      '  stop: number | string | null = 1',
  );
  // What the notebook itself has wrong is its own fault; what was given wrongly ends the command.
  const wrong = await prepare({ epochs: 'two' });
  assert.match(
    'fault' in wrong ? wrong.fault.message : '',
    /'epochs' of n\.ipynb is of type number/,
  );
  await assert.rejects(prepare({}, [text('label2', 'y')]), { name: 'ParameterError' });
});
