import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn } from '../fixtures/command-line';
import { notebookOf } from '../fixtures/kernels';

test('--notebook-timeout saves what ran so far', async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print a', 'hang'], asksForFake) });
  const { code, stdout } = await latentlab(folder, 'run', '--notebook-timeout', '1.5');
  assert.equal(code, 1);
  assert.match(stdout, /The notebook ran longer than 1\.5 s, its --notebook-timeout\./);
  const { cells } = await readNotebook(join(folder, 'out/notebooks/a.ipynb'));
  assert.equal(cells[0]?.cell_type === 'code' && cells[0].outputs.length, 1);
});

test(
  '--max-memory takes sizes in powers of 1024',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const folder = await project(t, { 'a.ipynb': notebookOf(['hang'], asksForFake) });
    const { code, stdout } = await latentlab(folder, 'run', '--max-memory', '0.01g');
    assert.equal(code, 1);
    assert.match(stdout, /it used more than 10 MiB of memory/);
    for (const size of ['0', 'lots', '2X', 'G', '1.5.5M']) {
      const wrong = await latentlab(folder, 'run', '--max-memory', size);
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /It must be a size as 512M or 2G\./);
    }
  },
);

test('--fail-fast runs no more after a failure', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['error E v'], asksForFake),
    'b.ipynb': notebookOf(['print b'], asksForFake),
  });
  const { code, stdout } = await latentlab(folder, 'run', '--fail-fast', '--jobs', '1');
  assert.equal(code, 1);
  assert.match(stdout, / 1 of 2 failed after/);
  assert.deepEqual(
    resultIn(folder).notebooks.map(({ status, message }) => [status, message]),
    [
      ['failed', 'E: v'],
      ['skipped', 'Not run, because notebooks/a.ipynb failed.'],
    ],
  );
});
