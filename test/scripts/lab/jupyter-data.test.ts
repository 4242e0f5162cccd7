import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { PLOTLY_SERVED_PATH, PLOTLY_VERSION } from '../../../lib/plot/html';
import { withJupyterData, writeJupyterData } from '../../../scripts/lab/jupyter-data';
import { temporaryFolder } from '../fixtures/kernels';
import { findJupyterLab } from '../fixtures/programs';

const PLOTLY = createRequire(__filename).resolve('plotly.js-dist/plotly.js');

test('Plotly lies where pages of JupyterLab look for it, byte for byte', async (t) => {
  const data = await writeJupyterData(await temporaryFolder(t));
  const served = PLOTLY_SERVED_PATH.replace(/^lab\/extensions\//, '');
  const file = join(data, 'labextensions', served);
  assert.ok(readFileSync(file).equals(readFileSync(PLOTLY)));
  assert.deepEqual(readdirSync(dirname(file)), [`plotly-${PLOTLY_VERSION}.js`]);
});

test('what is there is left alone, and what was cut short is mended', async (t) => {
  const prefix = await temporaryFolder(t);
  const data = await writeJupyterData(prefix);
  const file = join(data, 'labextensions/latentlab/static', `plotly-${PLOTLY_VERSION}.js`);
  const { ino } = statSync(file);
  await writeJupyterData(prefix);
  assert.equal(statSync(file).ino, ino);
  truncateSync(file, 1000);
  await writeJupyterData(prefix);
  assert.equal(statSync(file).size, statSync(PLOTLY).size);
});

test("this checkout's data comes before the user's", () => {
  assert.equal(withJupyterData({}, '/ours')['JUPYTER_PATH'], '/ours');
  const env = withJupyterData({ JUPYTER_PATH: '/theirs', HOME: '/home/ada' }, '/ours');
  assert.deepEqual(env, { JUPYTER_PATH: `/ours${delimiter}/theirs`, HOME: '/home/ada' });
});

test('Jupyter finds the kernel there, before one that the user has', async (t) => {
  const program = findJupyterLab();
  if (program === undefined) return t.skip('There is no JupyterLab 4 on PATH.');
  const data = await writeJupyterData(await temporaryFolder(t));
  const home = await temporaryFolder(t);
  const other = await writeJupyterData(join(home, 'data'));
  const { stdout } = spawnSync(
    join(dirname(program), 'jupyter-kernelspec'),
    ['list', '--json', '--log-level=ERROR'],
    { encoding: 'utf8', env: withJupyterData({ ...process.env, JUPYTER_DATA_DIR: other }, data) },
  );
  const { kernelspecs } = JSON.parse(stdout) as {
    kernelspecs: Record<string, { resource_dir: string; spec: { display_name: string } }>;
  };
  assert.equal(kernelspecs['tslab']?.resource_dir, join(data, 'kernels', 'tslab'));
  assert.equal(kernelspecs['tslab']?.spec.display_name, 'TypeScript');
});
