/** What isolation this machine gives. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sandboxed, type SandboxView } from './bubblewrap';
import { LIMITS } from './limits';

/** What came of trying a sandbox. */
export interface Probe {
  isThere: boolean;
  /** Each thing that was tried, and how it went. */
  findings: { what: string; isGood: boolean; detail: string }[];
}

/** Run inside: tells what it can do. */
const INSIDE = `
const fs = require('fs');
const tried = (work) => { try { work(); return 'yes'; } catch (error) { return error.code || 'no'; } };
console.log(JSON.stringify({
  user: process.getuid(),
  write: tried(() => fs.writeFileSync('/x', '')),
  home: tried(() => fs.readdirSync('/root')),
  network: Object.values(require('os').networkInterfaces()).flat().filter((each) => !each.internal).length,
  processes: fs.readdirSync('/proc').filter((each) => /^[0-9]+$/.test(each)).length,
}));`;

interface Inside {
  user: number;
  write: string;
  home: string;
  network: number;
  processes: number;
}

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Starts a sandbox and looks around in it. */
export function probeSandbox(view: SandboxView): Probe {
  const programs = ['bwrap', 'setpriv', 'prlimit', 'mkfifo'];
  const findings = programs.map((program) => {
    const isGood = has(program);
    const detail = isGood ? 'is there' : 'is missing (packages bubblewrap, util-linux, coreutils)';
    return { what: program, isGood, detail };
  });
  if (findings.some(({ isGood }) => !isGood)) return { isThere: false, findings };
  const job = path.join(tmpdir(), `latentlab-probe-${process.pid}.json`);
  writeFileSync(job, '{}', { mode: 0o600 });
  const descriptor = openSync(job, 'r');
  try {
    const command = sandboxed([process.execPath, '-e', INSIDE], view, LIMITS, 0, 3);
    const [program = '', ...args] = command;
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe', 'pipe', descriptor];
    const { status, stdout, stderr } = spawnSync(program, args, {
      stdio,
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (status !== 0) {
      const detail = stderr.trim().split('\n')[0] ?? 'it does not start';
      findings.push({ what: 'a sandbox', isGood: false, detail });
      return { isThere: false, findings };
    }
    const inside = JSON.parse(stdout) as Inside;
    const say = (what: string, isGood: boolean, detail: string): void => {
      findings.push({ what, isGood, detail });
    };
    say('another user', inside.user !== 0, `code runs as user ${inside.user}`);
    say(
      'files',
      inside.write !== 'yes',
      inside.write === 'yes' ? 'can be written' : 'are read-only',
    );
    say('home', inside.home !== 'yes', inside.home === 'yes' ? 'can be read' : 'cannot be seen');
    say('network', inside.network === 0, inside.network === 0 ? 'cannot be reached' : 'is there');
    say('processes', inside.processes <= 2, `${inside.processes} to be seen, all its own`);
    return { isThere: findings.every(({ isGood }) => isGood), findings };
  } finally {
    closeSync(descriptor);
    rmSync(job, { force: true });
  }
}
