import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { findKernel, jupyterDataDirs, listKernels } from '../../../scripts/jupyter/kernelspec';
import { fakeSpec, temporaryFolder } from '../fixtures/kernels';

async function install(dir: string, name: string, content: unknown): Promise<void> {
  await mkdir(join(dir, 'kernels', name), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(dir, 'kernels', name, 'kernel.json'), text);
}

test('data folders are JUPYTER_PATH, the user, the environment, the system, in this order', () => {
  const env = {
    JUPYTER_PATH: ['/one', '/two'].join(delimiter),
    VIRTUAL_ENV: '/venv',
    PATH: ['/opt/x/bin', '/sbin-not-this/lib'].join(delimiter),
  };
  assert.deepEqual(jupyterDataDirs({ env, platform: 'linux', home: '/home/u' }), [
    '/one',
    '/two',
    '/home/u/.local/share/jupyter',
    '/venv/share/jupyter',
    '/opt/x/share/jupyter',
    '/usr/local/share/jupyter',
    '/usr/share/jupyter',
  ]);
  const mac = jupyterDataDirs({ env: {}, platform: 'darwin', home: '/Users/u' });
  assert.equal(mac[0], '/Users/u/Library/Jupyter');
  const xdg = jupyterDataDirs({ env: { XDG_DATA_HOME: '/x' }, platform: 'linux', home: '/h' });
  assert.equal(xdg[0], '/x/jupyter');
  const own = jupyterDataDirs({ env: { JUPYTER_DATA_DIR: '/d' }, platform: 'linux', home: '/h' });
  assert.equal(own[0], '/d');
});

test('the kernel in the first folder counts, whatever the case of its name', async (t) => {
  const folder = await temporaryFolder(t);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await install(first, 'Mine', fakeSpec({ display_name: 'First' }));
  await install(second, 'mine', fakeSpec({ display_name: 'Second' }));
  await install(second, 'other', fakeSpec());
  const options = { env: { JUPYTER_PATH: [first, second].join(delimiter) }, home: folder };
  const found = await findKernel('mine', options);
  assert.equal(found.spec.display_name, 'First');
  assert.equal(found.name, 'Mine');
  assert.equal(found.resourceDir, join(first, 'kernels', 'Mine'));
  assert.equal((await findKernel('other', options)).spec.display_name, 'Fake');
  const installed = await listKernels(options);
  assert.deepEqual(
    ['Mine', 'mine', 'other'].filter((name) => installed.includes(name)),
    ['Mine', 'mine', 'other'],
  );
  await assert.rejects(findKernel('absent', options), {
    name: 'KernelError',
    message: /^There is no kernel called 'absent'\. Install it, or choose one of: .*other/,
  });
});

test('a kernel.json that cannot be used is named', async (t) => {
  const folder = await temporaryFolder(t);
  await install(folder, 'broken', '{');
  await install(folder, 'empty', { argv: [] });
  const options = { env: { JUPYTER_PATH: folder }, home: folder };
  await assert.rejects(findKernel('broken', options), /kernel\.json is not valid JSON/);
  await assert.rejects(findKernel('empty', options), /names no program in 'argv'/);
});
