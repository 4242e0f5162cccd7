#!/usr/bin/env node
// `npm test [-- WORD...]`: makes the checkout ready, then runs the tests whose path contains one of
// the words, or all of them, with Node's own test runner.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sources } from './setup/build.mjs';
import { EXIT, SetupError } from './setup/failure.mjs';
import { projectAt } from './setup/project.mjs';
import { ensureSetup, runEntryPoint } from './setup/setup.mjs';

/** No single test may take longer; a hanging one must not hang the run. */
const TEST_TIMEOUT_MS = 10 * 60_000;

await runEntryPoint(async () => {
  const project = projectAt();
  const words = process.argv.slice(2);
  await ensureSetup(project);
  const files = testFiles(project, words);
  if (files.length === 0) {
    const message = `No test file has ${words.map((word) => `'${word}'`).join(' or ')} in its path.`;
    throw new SetupError(
      message,
      'Use a part of a path below test/, or no word at all.',
      EXIT.usage,
    );
  }
  process.exitCode = await runTests(project.root, files);
});

/**
 * @param {import('./setup/project.mjs').Project} project
 * @param {string[]} words
 */
function testFiles(project, words) {
  const compiled = sources(project)
    .filter((file) => /^test\/.*\.test\.ts$/.test(file))
    .map((file) => path.posix.join('dist', file.replace(/ts$/, 'js')));
  // The tests of what runs before the compiler does are plain modules themselves.
  const plain = readdirSync(path.join(project.root, 'test'), { recursive: true })
    .map((file) => path.posix.join('test', String(file).split(path.sep).join('/')))
    .filter((file) => file.endsWith('.test.mjs'));
  return [...compiled, ...plain]
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
}

/**
 * @param {string} root
 * @param {string[]} files
 * @returns {Promise<number>} The exit code.
 */
function runTests(root, files) {
  const options = [
    '--enable-source-maps',
    '--test',
    '--test-reporter=spec',
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    `--test-concurrency=${Math.min(2, os.availableParallelism())}`,
  ];
  const child = spawn(process.execPath, [...options, ...files], {
    cwd: root,
    env: withRealData(root),
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to the child too; we stay for its summary.
  process.on('SIGINT', () => child.kill('SIGINT')).on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? EXIT.interrupted : (code ?? 1)));
  });
}

/**
 * Where published data sets lie in a folder beside the checkout, the tests of real data read them.
 *
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
function withRealData(root) {
  const folder = path.resolve(root, '..', 'shared', 'data');
  if (process.env.LATENTLAB_DATA !== undefined || !existsSync(folder)) return process.env;
  return { ...process.env, LATENTLAB_DATA: folder };
}
