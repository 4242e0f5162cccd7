import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { serialiseNotebook } from '../../../scripts/jupyter/serialise';
import { code, markdown, notebookOf } from '../check/notebooks';

const CLI = path.join(__dirname, '..', '..', '..', 'scripts', 'cli.js');

const good = serialiseNotebook(notebookOf([markdown('# A'), code('const a = 1;\na')]));
const bad = serialiseNotebook(
  notebookOf([markdown('# A'), code('const a=1', undefined, { execution_count: 1 })]),
);
const wrong = serialiseNotebook(notebookOf([markdown('# A'), code("const a: number = 'x';")]));

function project(t: TestContext, notebooks: Record<string, string>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latentlab-check-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, 'notebooks'));
  for (const [name, text] of Object.entries(notebooks)) {
    writeFileSync(path.join(folder, 'notebooks', name), text);
  }
  return folder;
}

function check(cwd: string, ...args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  const options = { cwd, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', ...args], options);
  return { status, stdout, stderr };
}

test('problems end the command with 1, and are written as JSON', (t) => {
  const folder = project(t, { 'good.ipynb': good, 'bad.ipynb': bad, 'wrong.ipynb': wrong });
  const { status, stdout } = check(folder, '--json', 'made/problems.json');
  assert.equal(status, 1);
  assert.equal(
    stdout,
    `notebooks/bad.ipynb
  cell 2  c2  outputs  The cell holds the execution count 1.

notebooks/wrong.ipynb
  cell 2:1:7  c2  types  Type 'string' is not assignable to type 'number'. (TS2322)
      1 │ const a: number = 'x';
        │       ^

2 problems in 2 notebooks. --fix mends 1.
`,
  );
  const written = readFileSync(path.join(folder, 'made', 'problems.json'), 'utf8');
  const { notebooks } = JSON.parse(written) as { notebooks: { path: string; problems: [] }[] };
  assert.deepEqual(
    notebooks.map(({ path, problems }) => [path, problems.length]),
    [
      ['notebooks/bad.ipynb', 1],
      ['notebooks/good.ipynb', 0],
      ['notebooks/wrong.ipynb', 1],
    ],
  );
});

test('--fix writes what it mends, and nothing else', (t) => {
  const folder = project(t, { 'good.ipynb': good, 'bad.ipynb': bad });
  const file = (name: string): string => path.join(folder, 'notebooks', name);
  const { ino } = statSync(file('good.ipynb'));
  const { status, stdout } = check(folder, '--fix');
  assert.equal(status, 0);
  assert.equal(
    stdout,
    `notebooks/bad.ipynb  outputs cleared in 1 cell, 1 cell formatted

All 2 notebooks are in order.
`,
  );
  const expected = notebookOf([markdown('# A'), code('const a = 1;')]);
  assert.equal(readFileSync(file('bad.ipynb'), 'utf8'), serialiseNotebook(expected));
  assert.equal(readFileSync(file('good.ipynb'), 'utf8'), good);
  assert.equal(statSync(file('good.ipynb')).ino, ino, 'it was not written again');
});

test('--fix names a cell that does not parse, and leaves it', (t) => {
  const text = serialiseNotebook(notebookOf([markdown('# A'), code('const  = 1')]));
  const folder = project(t, { 'a.ipynb': text });
  const { status, stdout } = check(folder, '--fix', 'notebooks/*.ipynb');
  assert.equal(status, 1);
  assert.match(stdout, /^notebooks\/a\.ipynb {2}cell 2 \(c2\) left: it does not parse$/m);
  assert.equal(readFileSync(path.join(folder, 'notebooks', 'a.ipynb'), 'utf8'), text);
});

test('a wrong call ends with 2', (t) => {
  const folder = project(t, {});
  for (const args of [['--fixed'], ['missing.ipynb'], []]) {
    const { status, stdout, stderr } = check(folder, ...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.notEqual(stderr, '');
  }
});
