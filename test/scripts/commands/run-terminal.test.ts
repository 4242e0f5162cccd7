/** A run as it looks in a terminal, which `script` of util-linux provides. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { asksForFake, CLI, latentlab, project } from '../fixtures/command-line';
import { notebookOf } from '../fixtures/kernels';

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util');
const skip = !hasScript && 'there is no script of util-linux here';

function inTerminal(folder: string, ...args: string[]): string {
  const command = ['stty cols 100 rows 30;', process.execPath, CLI, ...args].join(' ');
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), TMPDIR: join(folder, 'tmp') },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
  return stripVTControlCharacters(stdout);
}

test('the time that is left comes from the run before', { skip }, async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print one'], asksForFake) });
  assert.doesNotMatch(inTerminal(folder, 'run'), /left/, 'it is not known yet');
  assert.match(inTerminal(folder, 'run'), /0 of 1 done after \d+s, about \d+s left/);
});

test('the time that is left comes from the output folder', { skip }, async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print one'], asksForFake) });
  await latentlab(folder, 'run');
  assert.doesNotMatch(inTerminal(folder, 'run', '--output', 'other'), /left/);
});
