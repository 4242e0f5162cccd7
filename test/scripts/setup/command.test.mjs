import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { errorLine, findProgram, lastLines, runCommand } from '../../../scripts/setup/command.mjs';
import { ROOT } from '../../../scripts/setup/project.mjs';
import { scratchFolder, writeFiles } from './scratch.mjs';

/** @param {string} script @param {import('../../../scripts/setup/command.mjs').CommandOptions} [options] */
const runNode = (script, options) => runCommand(process.execPath, ['-e', script], options);

test('gives exit code and output, and adds the output to the log', async (t) => {
  const log = path.join(scratchFolder(t), 'state', 'setup.log');
  const result = await runNode("console.log('out'); console.error('err'); process.exit(7)", {
    log,
  });
  assert.equal(result.code, 7);
  assert.equal(result.stdout, 'out\n');
  assert.equal(result.output.split('\n').sort().join(' ').trim(), 'err out');
  assert.match(readFileSync(log, 'utf8'), /^\$ .*-e[^]*out/m);
});

test('a program that does not exist gives 127', async () => {
  const result = await runCommand('no-such-program-at-all', []);
  assert.equal(result.code, 127);
  assert.match(result.output, /ENOENT/);
});

test('input is empty, so that nothing can wait for an answer', async () => {
  const result = await runNode("process.stdin.on('end', () => console.log('empty')).resume()");
  assert.equal(result.stdout, 'empty\n');
});

test('ends what takes too long and says so', async () => {
  const result = await runNode('setInterval(() => {}, 1000)', { timeoutMs: 100 });
  assert.equal(result.ended, 'took longer than 0.1 s');
  assert.notEqual(result.code, 0);
});

test('ends what stands still, but not what goes on', async () => {
  const wait = 'setTimeout(() => {}, 2500)';
  const still = await runNode('setInterval(() => {}, 1000)', { growing: () => 1, stallMs: 500 });
  assert.equal(still.ended, 'stood still for 0.5 s');
  let size = 0;
  const growing = await runNode(wait, { growing: () => ++size, stallMs: 1500 });
  assert.deepEqual([growing.ended, growing.code], ['', 0]);
});

test('a command and its children end when the process that runs it is killed', async (t) => {
  const folder = scratchFolder(t);
  const module = pathToFileURL(path.join(ROOT, 'scripts', 'setup', 'command.mjs')).href;
  writeFiles(folder, {
    'grandchild.js': 'console.log(process.pid); setInterval(() => {}, 1000);',
    'child.js': `require('child_process').fork(${JSON.stringify(path.join(folder, 'grandchild.js'))});`,
    'parent.mjs': `
      import { runCommand } from ${JSON.stringify(module)};
      await runCommand(process.execPath, [${JSON.stringify(path.join(folder, 'child.js'))}],
        { log: ${JSON.stringify(path.join(folder, 'log'))} });`,
  });
  const parent = spawn(process.execPath, [path.join(folder, 'parent.mjs')], { stdio: 'ignore' });
  const pid = await eventually(() => Number(/^(\d+)$/m.exec(readLog(folder))?.[1]));
  assert.equal(isAlive(pid), true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  assert.equal(await eventually(() => !isAlive(pid)), true);
});

/** @param {string} folder */
function readLog(folder) {
  try {
    return readFileSync(path.join(folder, 'log'), 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // On Linux a process keeps its number until its parent has taken note of its end.
    const status = existsSync('/proc/self') ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
    return !/^State:\s+Z/m.test(status);
  } catch {
    return false;
  }
}

/**
 * @template T
 * @param {() => T} look
 */
async function eventually(look) {
  for (let tries = 0; tries < 400; tries++) {
    const seen = look();
    if (seen) return seen;
    await sleep(25);
  }
  return look();
}

test('finds programs on PATH, and neither folders nor plain files', (t) => {
  const folder = scratchFolder(t);
  writeFiles(folder, { 'second/tool': '#!/bin/sh\n' });
  mkdirSync(path.join(folder, 'first', 'tool'), { recursive: true });
  const PATH = ['first', 'second'].map((name) => path.join(folder, name)).join(path.delimiter);
  assert.equal(findProgram('tool', { PATH }), path.join(folder, 'second', 'tool'));
  assert.equal(findProgram('other', { PATH }), undefined);
  assert.equal(findProgram('', { PATH }), undefined);
});

test('the last lines leave out empty ones', () => {
  assert.equal(lastLines('a\nb\n\n \n'), 'b');
  assert.equal(lastLines('a\r\nb\nc\n', 2), 'b\nc');
});

test('the line that names the error is found before the last line', () => {
  assert.equal(errorLine('at x\nTypeError: no\n    at y\n\nNode.js v20\n'), 'TypeError: no');
  assert.equal(
    errorLine('make: ok\na.cc:1:2: fatal error: x.h: none\n'),
    'a.cc:1:2: fatal error: x.h: none',
  );
  assert.equal(
    errorLine('ERROR: No matching distribution\nhint\n'),
    'ERROR: No matching distribution',
  );
  assert.equal(errorLine('no errors here\ndone\n'), 'done');
});
