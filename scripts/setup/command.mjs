import { spawn } from 'node:child_process';
import { accessSync, appendFileSync, constants, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SUPERVISED = fileURLToPath(new URL('./supervised.mjs', import.meta.url));
const KEPT = 64 * 1024;

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [log] A file that the output is added to.
 * @property {number} [timeoutMs]
 * @property {() => number} [growing] Some measure of what the command has done; asked every second.
 * @property {number} [stallMs] The command is ended when `growing` stays the same for so long.
 *
 * @typedef {object} CommandResult
 * @property {number} code The exit code; 127 where the command was not found.
 * @property {string} stdout
 * @property {string} output Both streams as they came, the last 64 kB.
 * @property {string} ended Why we ended it; empty where it ended by itself.
 */

/**
 * Runs a command without a terminal or input, and never for longer than the options allow. It ends
 * when this process does.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, commandArguments, options = {}) {
  const { cwd, env = process.env, log, timeoutMs, growing, stallMs } = options;
  const child = spawn(process.execPath, [SUPERVISED, command, ...commandArguments], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const result = { code: 1, stdout: '', output: '', ended: '' };
  if (log) {
    mkdirSync(path.dirname(log), { recursive: true });
    appendFileSync(log, `\n$ ${[command, ...commandArguments].join(' ')}\n`);
  }
  /** @param {string} chunk */
  const keep = (chunk) => {
    result.output = (result.output + chunk).slice(-KEPT);
    if (log) appendFileSync(log, chunk);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    result.stdout = (result.stdout + chunk).slice(-KEPT);
    keep(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  child.stdin.on('error', () => {});

  const started = performance.now();
  let last = { size: growing?.() ?? 0, at: started };
  const watch = setInterval(() => {
    const now = performance.now();
    const size = growing?.() ?? 0;
    if (size !== last.size) last = { size, at: now };
    if (timeoutMs && now - started > timeoutMs)
      result.ended = `took longer than ${timeoutMs / 1e3} s`;
    else if (stallMs && now - last.at > stallMs)
      result.ended = `stood still for ${stallMs / 1e3} s`;
    if (result.ended) child.stdin.end();
  }, 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ ...result, code: code ?? 1 });
    });
  });
}

/**
 * The full path of a program on PATH; undefined where there is none.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export function findProgram(name, env) {
  if (name === '') return undefined;
  const suffixes = process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    for (const suffix of suffixes) {
      const file = path.join(folder, name + suffix);
      try {
        accessSync(file, constants.X_OK);
        if (folder && statSync(file).isFile()) return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

/**
 * The last lines of an output that say something, for an error message.
 *
 * @param {string} output
 * @param {number} [count]
 */
export function lastLines(output, count = 1) {
  const lines = output.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n').trim();
}

/**
 * The first line of an output that names an error, else its last line.
 *
 * @param {string} output
 */
export function errorLine(output) {
  const error = output
    .split(/\r\n|[\r\n]/)
    .find((line) => /^(\S+: )?(fatal )?\w*error:? /i.test(line));
  return (error ?? lastLines(output)).trim();
}
