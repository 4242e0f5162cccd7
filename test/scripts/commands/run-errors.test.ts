import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, CLI, latentlab, project, resultIn, start } from '../fixtures/command-line';
import { childrenOf, eventually, isRunning, notebookOf } from '../fixtures/kernels';
import { pythonWith } from '../fixtures/python';

const hasProc = process.platform === 'linux';

test('notebooks that cannot be read fail with what to do, and the others run', async (t) => {
  const folder = await project(t, {
    'good.ipynb': notebookOf(['print x'], asksForFake),
    'kernel.ipynb': notebookOf(['print x'], {
      kernelspec: { name: 'absent', display_name: 'Absent' },
    }),
  });
  const write = (name: string, text: string) => writeFile(join(folder, 'notebooks', name), text);
  await write('broken.ipynb', '{"cells": [');
  await write('conflict.ipynb', '{\n<<<<<<< ours\n}');
  await write('newer.ipynb', '{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}');
  await write('older.ipynb', '{"nbformat": 3, "worksheets": []}');
  await write('other.ipynb', '{"name": "x"}');
  const { code } = await latentlab(folder, 'run');
  assert.equal(code, 1);
  const messages = new Map(
    resultIn(folder).notebooks.map(({ path, status, message }) => [
      path.replace('notebooks/', ''),
      `${status} ${message ?? ''}`,
    ]),
  );
  for (const [name, message] of [
    ['broken', /^failed .*broken\.ipynb is not valid JSON: .* Restore it from version control/],
    ['conflict', /^failed .*conflict\.ipynb is not valid JSON: .* marks of a merge conflict: take/],
    ['newer', /^failed .*has the notebook format 5; .* Save it as format 4, or update/],
    ['older', /^failed .*has the notebook format 3; .* Convert it: jupyter nbconvert/],
    ['other', /^failed .*not a notebook: it has no member 'nbformat'\. Name a notebook/],
    ['kernel', /^dead There is no kernel called 'absent'\. Install it, or choose one of: .*fake/],
    ['good', /^ok $/],
  ] as const) {
    assert.match(messages.get(`${name}.ipynb`) ?? '', message);
  }
});

/** Whether this user may mount a file system of its own. */
const mayMount =
  hasProc && spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test('a full disk is told with the result, and exits with 3', { skip: !mayMount }, async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['flood 20000'], asksForFake) });
  await mkdir(join(folder, 'out'));
  const program = 'mount -t tmpfs -o size=48k none out && exec "$@"';
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', program, 'sh', process.execPath, CLI, 'run'],
    {
      cwd: folder,
      env: { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), TMPDIR: join(folder, 'tmp') },
      encoding: 'utf8',
    },
  );
  assert.equal(status, 3, stderr);
  assert.match(
    stdout,
    /The executed copy is lost: .*a\.ipynb could not be written: there is no space left on its\s+device\. Free some space/,
  );
  assert.match(
    stderr,
    /report\.html could not be written: there is no space left .* Free some space/,
  );
});

test('the real kernel ends when the runner is killed', { skip: !hasProc }, async (t) => {
  const kernelspec = { name: 'tslab', display_name: 'TypeScript' };
  const source = "require('fs').writeFileSync('../mark', 'x');\nfor (;;);";
  const folder = await project(t, { 'a.ipynb': notebookOf([source], { kernelspec }) });
  const { child, ended } = start(folder, 'run');
  await eventually(() => existsSync(join(folder, 'mark')), 'the cell to run');
  const kernels = childrenOf(child.pid ?? 0);
  assert.equal(kernels.length, 1);
  child.kill('SIGKILL');
  await ended;
  await eventually(() => !kernels.some(isRunning), 'the kernel to end');
});

test('--kernel python3 runs Python notebooks, with parameters', async (t) => {
  const python = pythonWith('ipykernel');
  if (python === undefined) return t.skip('There is no Python with ipykernel here.');
  const metadata = { kernelspec: { name: 'other', display_name: 'Python', language: 'python' } };
  const folder = await project(t, {
    'p.ipynb': notebookOf(
      [
        [['parameters'], 'epochs: int = 30\nflag = False'],
        'print(epochs, flag)',
        'epochs * 2',
        '1 / 0',
      ],
      metadata,
    ),
  });
  const spec = join(folder, 'jupyter/kernels/python3');
  await mkdir(spec, { recursive: true });
  const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  const kernel = { argv, display_name: 'Python 3', language: 'python' };
  await writeFile(join(spec, 'kernel.json'), JSON.stringify(kernel));
  const given = ['-p', 'epochs', '3', '-p', 'flag', 'true'];
  const { code, stdout } = await latentlab(folder, 'run', '--kernel', 'python3', ...given);
  assert.equal(code, 1);
  assert.match(stdout, /ZeroDivisionError: division by zero/);
  const { cells } = await readNotebook(join(folder, 'out/notebooks/p.ipynb'));
  const outputs = cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  assert.deepEqual(outputs[2], [{ output_type: 'stream', name: 'stdout', text: '3 True\n' }]);
  assert.equal(outputs[3]?.[0]?.output_type, 'execute_result');
  const wrong = await latentlab(folder, 'run', '--kernel', 'python3', '-p', 'epochs', '1.5');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /'epochs' of notebooks\/p\.ipynb is of type int, and 1\.5 is not/);
});
