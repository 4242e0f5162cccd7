import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isSnapshotSettled, makeSnapshot } from '../../../scripts/setup/language-snapshot.mjs';
import { scratchProject, writeFiles } from './scratch.mjs';

const MAKE = 'dist/scripts/kernel/snapshot/make.js';
const FILES = {
  [MAKE]: `require('fs').mkdirSync('dist/snapshot', { recursive: true });
    require('fs').writeFileSync('dist/snapshot/manifest.json', '{}');`,
  'dist/lib/index.d.ts': 'export {};',
  'node_modules/.package-lock.json': '{}',
};

test('the snapshot is settled when made, until what it is made of changes', async (t) => {
  const project = scratchProject(t, FILES);
  assert.equal(isSnapshotSettled(project), false);
  await makeSnapshot(project);
  assert.equal(isSnapshotSettled(project), true);

  for (const [file, content] of Object.entries({
    'dist/lib/index.d.ts': 'export declare const changed: 1;',
    'dist/lib/added.d.ts': 'export {};',
    'dist/scripts/kernel/converter.js': '// changed',
    'node_modules/.package-lock.json': '{ "changed": 1 }',
  })) {
    writeFiles(project.root, { [file]: content });
    assert.equal(isSnapshotSettled(project), false, file);
    await makeSnapshot(project);
    assert.equal(isSnapshotSettled(project), true, file);
  }

  writeFiles(project.root, { 'dist/lib/index.js': '// no declarations' });
  assert.equal(isSnapshotSettled(project), true);
  rmSync(path.join(project.root, 'dist', 'snapshot'), { recursive: true });
  assert.equal(isSnapshotSettled(project), false);
});

test('a snapshot that cannot be made is no failure, and tried again when something changes', async (t) => {
  const failing = "console.error('no snapshots here'); process.exit(1)";
  const project = scratchProject(t, { ...FILES, [MAKE]: failing });
  await makeSnapshot(project);
  assert.equal(isSnapshotSettled(project), true);
  assert.match(readFileSync(project.log, 'utf8'), /no snapshots here/);
  writeFiles(project.root, { 'dist/lib/index.d.ts': 'export declare const changed: 1;' });
  assert.equal(isSnapshotSettled(project), false);
});
