import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { build, isBuilt, sources } from '../../../scripts/setup/build.mjs';
import { scratchProject, writeFiles } from './scratch.mjs';

/** Stands in for the compiler: one .js file for each source, and a line in `runs`. */
const COMPILER = `
  const fs = require('fs');
  const path = require('path');
  for (const file of ['lib/index', 'lib/old']) {
    if (!fs.existsSync(file + '.ts')) continue;
    fs.mkdirSync(path.dirname('dist/' + file), { recursive: true });
    for (const suffix of ['.js', '.d.ts', '.js.map']) fs.writeFileSync('dist/' + file + suffix, '');
  }`;

const FILES = {
  'tsconfig.json': '{}',
  'package-lock.json': '{}',
  'lib/index.ts': 'export {};',
  'lib/old.ts': 'export {};',
  'scripts/setup/plain.mjs': '',
  'test/lib/index.test.ts': '',
  'node_modules/typescript/bin/tsc': COMPILER,
};

test('is built after a build, until a source changes, comes or goes', async (t) => {
  const project = scratchProject(t, FILES);
  assert.equal(isBuilt(project), false);
  await build(project);
  assert.equal(isBuilt(project), true);

  writeFiles(project.root, { 'lib/index.ts': 'export const changed = 1;' });
  assert.equal(isBuilt(project), false);
  await build(project);

  writeFiles(project.root, { 'test/new.test.ts': '' });
  assert.equal(isBuilt(project), false);
  await build(project);

  rmSync(path.join(project.root, 'lib/old.ts'));
  assert.equal(isBuilt(project), false);
});

test('is not built where dist is gone', async (t) => {
  const project = scratchProject(t, FILES);
  await build(project);
  rmSync(path.join(project.root, 'dist'), { recursive: true });
  assert.equal(isBuilt(project), false);
});

test('what a deleted source left in dist is cleared away', async (t) => {
  const project = scratchProject(t, FILES);
  await build(project);
  rmSync(path.join(project.root, 'lib/old.ts'));
  await build(project);
  for (const suffix of ['.js', '.d.ts', '.js.map']) {
    assert.equal(existsSync(path.join(project.root, `dist/lib/old${suffix}`)), false);
    assert.equal(existsSync(path.join(project.root, `dist/lib/index${suffix}`)), true);
  }
});

test('compile errors are shown as the compiler prints them, and there is no stamp', async (t) => {
  const error = "lib/index.ts(1,1): error TS2304: Cannot find name 'x'.";
  const compiler = `console.log(${JSON.stringify(error)}); process.exit(2)`;
  const project = scratchProject(t, { ...FILES, 'node_modules/typescript/bin/tsc': compiler });
  await assert.rejects(build(project), (/** @type {Error & { exitCode: number }} */ failure) => {
    assert.ok(failure.message.includes(`\n${error}\n`));
    assert.equal(failure.exitCode, 3);
    return true;
  });
  assert.equal(isBuilt(project), false);
  assert.match(readFileSync(project.log, 'utf8'), /TS2304/);
});

test('the sources are the TypeScript files of the three folders', (t) => {
  const project = scratchProject(t, { ...FILES, 'lib/types.d.ts': '', 'out/x.ts': '' });
  assert.deepEqual(sources(project), ['lib/index.ts', 'lib/old.ts', 'test/lib/index.test.ts']);
});
