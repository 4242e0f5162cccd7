import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { installPackages, packagesAreInstalled } from '../../../scripts/setup/packages.mjs';
import { scratchProject, writeFiles } from './scratch.mjs';

/** @param {Record<string, object>} packages */
const lock = (packages) => JSON.stringify({ lockfileVersion: 3, packages });
const ONE = { '': {}, 'node_modules/one': { version: '1.0.0' } };
const TWO = { ...ONE, 'node_modules/two': { version: '2.0.0' } };

/**
 * A checkout whose npm is the given script.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} npm
 */
function projectWithNpm(t, npm) {
  const project = scratchProject(t, { 'package-lock.json': lock(TWO), 'npm/npm-cli.js': npm });
  project.env.npm_execpath = path.join(project.root, 'npm', 'npm-cli.js');
  return project;
}

const INSTALL = `
  const fs = require('fs');
  fs.mkdirSync('node_modules', { recursive: true });
  fs.writeFileSync('arguments', process.argv.slice(2).join(' '));
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`;

test('nothing is installed before npm ci, all is after it', async (t) => {
  const project = projectWithNpm(t, INSTALL);
  assert.equal(packagesAreInstalled(project), false);
  await installPackages(project);
  assert.equal(packagesAreInstalled(project), true);
});

test('a changed package-lock.json asks for another npm ci', async (t) => {
  const project = projectWithNpm(t, INSTALL);
  await installPackages(project);
  const changed = { ...TWO, 'node_modules/two': { version: '2.0.1' } };
  writeFiles(project.root, { 'package-lock.json': lock(changed) });
  assert.equal(packagesAreInstalled(project), false);
});

test('a removed node_modules asks for another npm ci', async (t) => {
  const project = projectWithNpm(t, INSTALL);
  await installPackages(project);
  rmSync(path.join(project.root, 'node_modules'), { recursive: true });
  assert.equal(packagesAreInstalled(project), false);
});

test('packages installed by hand count, optional ones for other systems need not be there', (t) => {
  const optional = { 'node_modules/for-windows': { version: '1.0.0', optional: true } };
  const project = scratchProject(t, {
    'package-lock.json': lock({ ...TWO, ...optional }),
    'node_modules/.package-lock.json': lock(TWO),
  });
  assert.equal(packagesAreInstalled(project), true);
  writeFiles(project.root, {
    'package-lock.json': lock({ ...TWO, 'node_modules/new': { version: '1.0.0' } }),
  });
  assert.equal(packagesAreInstalled(project), false);
});

test('an npm ci that was killed leaves no stamp that claims success', async (t) => {
  const project = projectWithNpm(t, INSTALL);
  await installPackages(project);
  // npm takes the old packages away first, and writes its record last.
  writeFiles(project.root, {
    'npm/npm-cli.js': "require('fs').rmSync('node_modules', { recursive: true }); process.exit(1)",
  });
  await assert.rejects(installPackages(project));
  mkdirSync(path.join(project.root, 'node_modules', 'one'), { recursive: true });
  assert.equal(packagesAreInstalled(project), false);
  assert.equal(existsSync(path.join(project.state, 'packages.json')), false);
});

test('a failing npm ci is quoted', async (t) => {
  const project = projectWithNpm(t, "console.error('npm error code ETARGET'); process.exit(1)");
  await assert.rejects(installPackages(project), {
    exitCode: 3,
    message: /npm ci failed:\nnpm error code ETARGET\n/,
  });
});

test('node_modules of another checkout is not touched through a link', async (t) => {
  const project = projectWithNpm(t, INSTALL);
  writeFiles(project.root, { 'other/.package-lock.json': lock(ONE) });
  symlinkSync('other', path.join(project.root, 'node_modules'));
  assert.equal(packagesAreInstalled(project), false);
  await assert.rejects(installPackages(project), /node_modules is a link/);
  assert.equal(existsSync(path.join(project.root, 'arguments')), false);
});
