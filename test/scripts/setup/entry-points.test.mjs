import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/setup/project.mjs';

/**
 * Runs a program of this checkout, which is set up already when its tests run.
 *
 * @param {string} program
 * @param {string[]} programArguments
 * @param {NodeJS.ProcessEnv} [env]
 */
function run(program, programArguments, env) {
  const file = path.join(ROOT, 'scripts', program);
  const options = { encoding: /** @type {const} */ ('utf8'), env: { ...process.env, ...env } };
  return spawnSync(process.execPath, [file, ...programArguments], options);
}

test('a wrong LATENTLAB_NATIVE ends every command with exit code 2', () => {
  for (const [program, ...rest] of [
    ['latentlab.mjs', 'setup'],
    ['latentlab.mjs', 'run'],
    ['test.mjs'],
  ]) {
    const { status, stdout, stderr } = run(program ?? '', rest, { LATENTLAB_NATIVE: 'quick' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^LATENTLAB_NATIVE is 'quick'[^\n]+\n$/);
  }
});

test('setup and doctor take no arguments', () => {
  for (const subcommand of ['setup', 'doctor']) {
    const { status, stderr } = run('latentlab.mjs', [subcommand, 'please']);
    assert.equal(status, 2);
    assert.match(stderr, /takes no arguments, but got 'please'/);
  }
});

test('words that choose no test are an error, not an empty success', () => {
  const { status, stderr } = run('test.mjs', ['no-test-has-this-name']);
  assert.equal(status, 2);
  assert.match(stderr, /No test file has 'no-test-has-this-name' in its path/);
});

test('the exit code of a subcommand is the command’s', () => {
  const { status, stderr } = run('latentlab.mjs', ['no-such-subcommand']);
  assert.equal(status, 2);
  assert.match(stderr, /no-such-subcommand/);
});

test('doctor prints versions, the native way, the backend and advice', () => {
  const { status, stdout, stderr } = run('latentlab.mjs', ['doctor'], {
    LATENTLAB_BACKEND: 'wasm',
  });
  assert.deepEqual([status, stderr], [0, '']);
  assert.ok(stdout.includes(process.version));
  for (const row of [
    'npm',
    'Python',
    'Jupyter',
    'Chromium',
    'typescript',
    '@tensorflow/tfjs',
    'tslab',
    'taken',
  ]) {
    assert.match(stdout, new RegExp(`^  ${row} +\\S`, 'm'));
  }
  assert.match(stdout, /^ {2}wasm +LATENTLAB_BACKEND asks for wasm\.$/m);
  assert.match(stdout, /It would be faster without LATENTLAB_BACKEND=wasm/);
});

test('doctor ends with exit code 3 where no tensor can be computed', () => {
  const { status, stdout } = run('latentlab.mjs', ['doctor'], { LATENTLAB_BACKEND: 'none' });
  assert.equal(status, 3);
  assert.match(stdout, /^ {2}none +BackendError: LATENTLAB_BACKEND is 'none'/m);
});
