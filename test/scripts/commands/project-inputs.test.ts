import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { projectInputs } from '../../../scripts/commands/project-inputs';
import { temporaryFolder } from '../fixtures/kernels';

const FILES: Record<string, string> = {
  'dist/lib/index.js': 'lib',
  'dist/lib/losses/sparsity.js': 'lib',
  'dist/lib/index.d.ts': 'lib',
  'dist/scripts/kernel/session.js': 'kernel',
  'package-lock.json': 'lockfile',
  'data/registry.json': 'data',
  '.latentlab/native.json': 'native',
};

test('each part of the checkout that decides on outputs changes its input, and no other', async (t) => {
  const root = await temporaryFolder(t);
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  for (const file of Object.keys(FILES)) await write(file, 'before');
  for (const [file, part] of Object.entries(FILES)) {
    const before = await projectInputs(root);
    await write(file, `after ${file}`);
    const after = await projectInputs(root);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    assert.deepEqual(changed, [part], file);
  }
});

test('what decides on no output changes no input', async (t) => {
  const root = await temporaryFolder(t);
  const before = await projectInputs(root);
  for (const file of ['README.md', 'dist/scripts/runner/schedule.js', 'dist/test/x.test.js']) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), 'x');
  }
  assert.deepEqual(await projectInputs(root), before);
  assert.equal(before['node'], process.version);
});

test('the backend is one of them', async (t) => {
  const root = await temporaryFolder(t);
  const { LATENTLAB_BACKEND: asked } = process.env;
  t.after(() => {
    if (asked === undefined) delete process.env['LATENTLAB_BACKEND'];
    else process.env['LATENTLAB_BACKEND'] = asked;
  });
  const inputs = async (backend: string) => {
    process.env['LATENTLAB_BACKEND'] = backend;
    return projectInputs(root);
  };
  assert.notDeepEqual(await inputs('wasm'), await inputs('native'));
});
