import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ensureJupyterLab } from '../../../scripts/setup/jupyterlab.mjs';
import { scratchProject, writeFiles } from './scratch.mjs';

const skip = process.platform === 'win32' && 'the fake Python is a script with a hash-bang';

/** @param {string} version */
const jupyterLab = (version) => `#!${process.execPath}\nconsole.log('${version}');\n`;

/** A Python whose venv holds a copy of it, and whose pip installs a JupyterLab of version 4.1.2. */
const PYTHON = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const [, task, what] = process.argv.slice(2);
const log = process.env.FAKE_LOG;
if (task === 'venv') {
  fs.appendFileSync(log, 'venv\\n');
  fs.mkdirSync(path.join(what, 'bin'), { recursive: true });
  fs.copyFileSync(__filename, path.join(what, 'bin', 'python'));
} else if (what === 'install') {
  fs.appendFileSync(log, 'pip ' + process.argv.at(-1) + '\\n');
  if (process.env.FAKE_PIP) {
    console.error('ERROR: ' + process.env.FAKE_PIP);
    process.exit(1);
  }
  const file = path.join(path.dirname(__filename), 'jupyter-lab');
  fs.writeFileSync(file, ${JSON.stringify(jupyterLab('4.1.2'))}, { mode: 0o755 });
}
`;

/**
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} programs
 * @param {NodeJS.ProcessEnv} [env]
 */
function machineWith(t, programs, env = {}) {
  const project = scratchProject(t, {});
  const bin = path.join(project.root, 'bin');
  mkdirSync(bin);
  writeFiles(bin, programs);
  const log = path.join(project.root, 'log');
  project.env = { ...project.env, PATH: bin, FAKE_LOG: log, ...env };
  const own = path.join(project.cache, 'jupyterlab');
  const done = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { project, bin, own, program: path.join(own, 'bin', 'jupyter-lab'), done };
}

const INSTALLED = ['venv', 'pip jupyterlab>=4,<5'];

test('the JupyterLab on PATH is taken', { skip }, async (t) => {
  const { project, bin, done } = machineWith(t, {
    'jupyter-lab': jupyterLab('4.0.0'),
    python3: PYTHON,
  });
  assert.equal(await ensureJupyterLab(project), path.join(bin, 'jupyter-lab'));
  assert.deepEqual(done(), []);
});

test('where it is missing, too old or broken, one is installed once', { skip }, async (t) => {
  for (const onPath of [undefined, jupyterLab('3.6.8'), '#!/bin/sh\nexit 127\n']) {
    const programs = { python3: PYTHON, ...(onPath && { 'jupyter-lab': onPath }) };
    const { project, program, done } = machineWith(t, programs);
    assert.equal(await ensureJupyterLab(project), program);
    assert.equal(await ensureJupyterLab(project), program);
    assert.deepEqual(done(), INSTALLED);
  }
});

test('two commands at once install it once', { skip }, async (t) => {
  const { project, program, done } = machineWith(t, { python3: PYTHON });
  const found = await Promise.all([ensureJupyterLab(project), ensureJupyterLab(project)]);
  assert.deepEqual(found, [program, program]);
  assert.deepEqual(done(), INSTALLED);
});

test('an installation that was cut short, or broke since, is made anew', { skip }, async (t) => {
  const { project, own, program, done } = machineWith(t, { python3: PYTHON });
  mkdirSync(path.join(own, 'bin'), { recursive: true });
  writeFiles(own, { 'bin/jupyter-lab': jupyterLab('4.0.0'), half: '' });
  assert.equal(await ensureJupyterLab(project), program);
  assert.equal(existsSync(path.join(own, 'half')), false);
  rmSync(program);
  assert.equal(await ensureJupyterLab(project), program);
  assert.deepEqual(done(), [...INSTALLED, ...INSTALLED]);
});

test('a pip that fails is quoted, with what to do', { skip }, async (t) => {
  const reason = 'No matching distribution found';
  const { project, own } = machineWith(t, { python3: PYTHON }, { FAKE_PIP: reason });
  await assert.rejects(ensureJupyterLab(project), {
    name: 'SetupError',
    exitCode: 3,
    message: /installed: pip failed: ERROR: No matching distribution found\. Look whether/,
  });
  assert.equal(existsSync(`${own}.lock`), false);
  delete project.env.FAKE_PIP;
  assert.equal(await ensureJupyterLab(project), path.join(own, 'bin', 'jupyter-lab'));
});

test('without a Python there is one sentence on what to install', { skip }, async (t) => {
  const { project } = machineWith(t, {});
  await assert.rejects(ensureJupyterLab(project), {
    name: 'SetupError',
    exitCode: 3,
    message: /^JupyterLab was not found, nor a Python .* Install Python .*or install JupyterLab 4/,
  });
});
