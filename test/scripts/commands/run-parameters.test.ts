import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pairParameters } from '../../../scripts/commands/run-options';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn } from '../fixtures/command-line';
import { notebookOf } from '../fixtures/kernels';

const declares = notebookOf(
  [[['parameters'], "let epochs = 30; // how long\nlet label = 'x';"], 'print x'],
  { ...asksForFake, latentlab: { quick: { epochs: 2 } } },
);

test('-p takes a name and a value, wherever it stands', () => {
  assert.deepEqual(pairParameters(['run', '-p', 'a', '-3', 'n.ipynb', '--parameters', 'b', 'c']), [
    ...['run', '-p', '["a","-3"]', 'n.ipynb', '--parameters', '["b","c"]'],
  ]);
  assert.deepEqual(pairParameters(['run', '-p', 'a']), ['run', '-p', '["a"]']);
  assert.deepEqual(pairParameters(['run', '-p']), ['run', '-p']);
  assert.deepEqual(pairParameters(['run', '--', '-p', 'a', 'b']), ['run', '--', '-p', 'a', 'b']);
});

test('-p goes over -f, and -f over the mode', async (t) => {
  const folder = await project(t, { 'a.ipynb': declares });
  await writeFile(join(folder, 'p.yaml'), 'epochs: 5\nlabel: from file\n');
  const { code, stderr } = await latentlab(
    folder,
    ...['run', '-f', 'p.yaml', '-p', 'label', '7', 'notebooks'],
  );
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.deepEqual(resultIn(folder).notebooks[0]?.parameters, { epochs: 5, label: '7' });
  const { cells } = await readNotebook(join(folder, 'out/notebooks/a.ipynb'));
  assert.match(String(cells[1]?.source), /epochs = 5;\n {2}label = "7";/);
});

test('the quick values are taken, unless the full ones are asked for', async (t) => {
  const folder = await project(t, { 'a.ipynb': declares });
  for (const [args, parameters] of [
    [[], { epochs: 2 }],
    [['--quick'], { epochs: 2 }],
    [['--full'], {}],
  ] as const) {
    assert.equal((await latentlab(folder, 'run', ...args)).code, 0);
    assert.deepEqual(resultIn(folder).notebooks[0]?.parameters, parameters);
  }
});

test('wrong parameters exit with 2 before anything is run', async (t) => {
  const folder = await project(t, { 'a.ipynb': declares, 'b.ipynb': notebookOf(['print x']) });
  const calls: [string[], RegExp][] = [
    [['-p', 'epoch', '3', 'notebooks/a.ipynb'], /no parameter 'epoch'.*\n {2}epochs: number = 30/],
    [['-p', 'epochs', 'many', 'notebooks/a.ipynb'], /is of type number, and "many" is not/],
    [['-p', 'epochs', '3'], /notebooks\/b\.ipynb has no cell tagged 'parameters'/],
    [['-f', 'absent.yaml'], /absent\.yaml cannot be read/],
    [['-p', 'epochs'], /It takes a name and a value: -p epochs 3\./],
  ];
  for (const [args, message] of calls) {
    const { code, stderr } = await latentlab(folder, 'run', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
  assert.ok(!existsSync(join(folder, 'out')), 'nothing is written');
});

test("--help-notebook prints the notebooks' parameters and runs nothing", async (t) => {
  const folder = await project(t, { 'a.ipynb': declares, 'b.ipynb': notebookOf(['print x']) });
  const { code, stdout } = await latentlab(folder, 'run', '--help-notebook');
  assert.equal(code, 0);
  assert.equal(
    stdout,
    'notebooks/a.ipynb\n  epochs: number = 30  how long (quick: 2)\n' +
      "  label: string = 'x'\n\nnotebooks/b.ipynb\n  It takes no parameters.\n",
  );
  assert.ok(!existsSync(join(folder, 'out')));
});
