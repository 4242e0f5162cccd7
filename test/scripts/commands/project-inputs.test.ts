import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { dataCacheFolder } from '../../../lib/data/files/folders';
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

/** Sets a variable for one test. */
function setVariable(t: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

test('the backend that is asked for is one', async (t) => {
  const root = await temporaryFolder(t);
  setVariable(t, 'LATENTLAB_BACKEND', 'wasm');
  const before = await projectInputs(root);
  setVariable(t, 'LATENTLAB_BACKEND', 'native');
  assert.notDeepEqual(await projectInputs(root), before);
});

test('whether there are real data is one, wherever they lie', async (t) => {
  const root = await temporaryFolder(t);
  setVariable(t, 'XDG_CACHE_HOME', join(root, 'cache'));
  setVariable(t, 'LATENTLAB_DATA', join(root, 'given'));
  setVariable(t, 'LOCALAPPDATA', join(root, 'cache'));
  const seen = new Set<string | undefined>();
  const look = async () => seen.add((await projectInputs(root))['dataFiles']);
  await look();
  await mkdir(join(root, 'given/mnist'), { recursive: true });
  await look();
  if (process.platform !== 'darwin') {
    const cache = dataCacheFolder();
    assert.ok(cache.startsWith(root));
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'faces'), '');
    await look();
  }
  process.env['LATENTLAB_DATA'] = 'synthetic';
  await look();
  await look();
  assert.equal(seen.size, process.platform === 'darwin' ? 3 : 4);
});
