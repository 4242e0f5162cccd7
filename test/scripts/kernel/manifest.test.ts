import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  type Manifest,
  manifestFile,
  snapshotEnvironment,
  stampOf,
  usableSnapshot,
} from '../../../scripts/kernel/snapshot/manifest';
import { temporaryFolder } from '../fixtures/kernels';

type Context = Parameters<typeof temporaryFolder>[0];

async function checkout(t: Context) {
  const root = await temporaryFolder(t);
  const program = path.join(root, 'converter.js');
  writeFileSync(program, '// the program');
  const missing = stampOf(path.join(root, 'missing.json'));
  const file = manifestFile(root);
  mkdirSync(path.dirname(file), { recursive: true });
  const manifest: Manifest = {
    snapshot: 'language.blob',
    node: process.version,
    program: [stampOf(program), missing],
  };
  const write = (changes: Partial<Manifest> = {}): void =>
    writeFileSync(file, JSON.stringify({ ...manifest, ...changes }));
  return { root, program, missing: missing.path, file, write };
}

test('a snapshot of what is there is used', async (t) => {
  const { root, file, write } = await checkout(t);
  assert.equal(usableSnapshot(root), undefined);
  write();
  assert.equal(usableSnapshot(root), path.join(path.dirname(file), 'language.blob'));
});

test('a snapshot for another Node, or whose manifest is damaged, is not', async (t) => {
  const { root, file, write } = await checkout(t);
  write({ node: 'v0.1.0' });
  assert.equal(usableSnapshot(root), undefined);
  writeFileSync(file, '{ "node": ');
  assert.equal(usableSnapshot(root), undefined);
});

test('a snapshot of a program that changed since is not', async (t) => {
  const { root, program, missing, write } = await checkout(t);
  write();
  utimesSync(program, new Date(), new Date(Date.now() + 5000));
  assert.equal(usableSnapshot(root), undefined);
  write({ program: [stampOf(program), stampOf(missing)] });
  assert.notEqual(usableSnapshot(root), undefined);
  writeFileSync(missing, '{}');
  assert.equal(usableSnapshot(root), undefined);
});

test('LATENTLAB_SNAPSHOT=off turns snapshots off, and Node gets no options but theirs', async (t) => {
  const { root, write } = await checkout(t);
  write();
  t.after(() => {
    delete process.env['LATENTLAB_SNAPSHOT'];
    delete process.env['NODE_OPTIONS'];
  });
  process.env['LATENTLAB_SNAPSHOT'] = 'off';
  process.env['NODE_OPTIONS'] = '--stack-size=2000';
  assert.equal(usableSnapshot(root), undefined);
  assert.equal('NODE_OPTIONS' in snapshotEnvironment(), false);
});
