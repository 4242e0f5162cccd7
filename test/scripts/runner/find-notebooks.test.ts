import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findNotebooks } from '../../../scripts/runner/find-notebooks';
import { temporaryFolder } from '../fixtures/kernels';

const FILES = [
  'notebooks/b.ipynb',
  'notebooks/a/a.ipynb',
  'notebooks/a/notes.md',
  'notebooks/.ipynb_checkpoints/b-checkpoint.ipynb',
  'notebooks/node_modules/x/c.ipynb',
  'other/d.ipynb',
  'out/notebooks/b.ipynb',
];

async function project(t: Parameters<typeof temporaryFolder>[0]): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const file of FILES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

test('without paths these are the notebooks in notebooks, without checkpoints and packages', async (t) => {
  const cwd = await project(t);
  assert.deepEqual(await findNotebooks({ paths: [], output: 'out', cwd }), [
    {
      path: 'notebooks/a/a.ipynb',
      file: join(cwd, 'notebooks/a/a.ipynb'),
      outputPath: 'out/notebooks/a/a.ipynb',
      outputFile: join(cwd, 'out/notebooks/a/a.ipynb'),
    },
    {
      path: 'notebooks/b.ipynb',
      file: join(cwd, 'notebooks/b.ipynb'),
      outputPath: 'out/notebooks/b.ipynb',
      outputFile: join(cwd, 'out/notebooks/b.ipynb'),
    },
  ]);
});

test('files, folders and patterns are taken, each notebook once, none from the output', async (t) => {
  const cwd = await project(t);
  const find = async (...paths: string[]) =>
    (await findNotebooks({ paths, output: 'out', cwd })).map(({ path }) => path);
  assert.deepEqual(await find('other/d.ipynb', 'notebooks/a', './notebooks/a/a.ipynb'), [
    'notebooks/a/a.ipynb',
    'other/d.ipynb',
  ]);
  assert.deepEqual(await find('**/[bd].ipynb'), ['notebooks/b.ipynb', 'other/d.ipynb']);
  assert.deepEqual(await find('.'), ['notebooks/a/a.ipynb', 'notebooks/b.ipynb', 'other/d.ipynb']);
});

test('none is taken from the record', async (t) => {
  const cwd = await project(t);
  const found = await findNotebooks({ paths: ['.'], output: 'out', record: 'other', cwd });
  assert.deepEqual(
    found.map(({ path }) => path),
    ['notebooks/a/a.ipynb', 'notebooks/b.ipynb'],
  );
});

test('notebooks outside of the working directory are written inside of the output', async (t) => {
  const folder = await project(t);
  const cwd = join(folder, 'other');
  const [found] = await findNotebooks({ paths: ['../notebooks/b.ipynb'], output: 'out', cwd });
  assert.equal(found?.path, '../notebooks/b.ipynb');
  assert.equal(found.outputFile, join(cwd, 'out', folder.slice(1), 'notebooks/b.ipynb'));
});

test('what is not there, holds none, is none or would be overwritten is refused', async (t) => {
  const cwd = await project(t);
  await mkdir(join(cwd, 'empty'));
  const cases: [string[], string, RegExp][] = [
    [['absent.ipynb'], 'out', /There is no file or folder absent\.ipynb\. Check the path\./],
    [['empty'], 'out', /There are no notebooks in empty\./],
    [['nothing/*.ipynb'], 'out', /No notebook matches nothing\/\*\.ipynb\./],
    [['notebooks/a/notes.md'], 'out', /notebooks\/a\/notes\.md is not a notebook\./],
    [['notebooks/b.ipynb'], '.', /executed copy of notebooks\/b\.ipynb would overwrite it/],
  ];
  for (const [paths, output, message] of cases) {
    const options = { paths, output, cwd };
    await assert.rejects(findNotebooks(options), { name: 'SelectionError', message });
  }
  const empty = { paths: [], output: 'out', cwd: join(cwd, 'empty') };
  await assert.rejects(findNotebooks(empty), /There is no file or folder notebooks\./);
});
