/** What isolation this machine gives. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { sandboxed, shownFiles, type SandboxView } from './bubblewrap';
import { LIMITS } from './limits';
import { systemCallFilter } from './system-calls';

/** What came of trying a sandbox. */
export interface Probe {
  isThere: boolean;
  /** Each thing that was tried, and how it went. */
  findings: { what: string; isGood: boolean; detail: string }[];
}

/** Run inside: tells what it can do. */
const INSIDE = `
const fs = require('fs');
const interfaces = () => {
  try { return Object.values(require('os').networkInterfaces()).flat(); } catch { return []; }
};
const tried = (work) => { try { work(); return 'yes'; } catch (error) { return error.code || 'no'; } };
console.log(JSON.stringify({
  user: process.getuid(),
  write: tried(() => fs.writeFileSync('/x', '')),
  home: fs.existsSync(process.argv[1]) ? fs.readdirSync(process.argv[1]) : [],
  network: interfaces().filter((each) => !each.internal).length,
  processes: fs.readdirSync('/proc').filter((each) => /^[0-9]+$/.test(each)).length,
  start: require('child_process').spawnSync(process.execPath, ['-v']).status === 0,
}));`;

interface Inside {
  user: number;
  write: string;
  home: string[];
  network: number;
  processes: number;
  start: boolean;
}

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Whether a file is there because something in it, or itself, is shown. */
function leadsToShown(file: string, view: SandboxView): boolean {
  return shownFiles(view).some((each) => each === file || each.startsWith(`${file}${path.sep}`));
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
  const folder = mkdtempSync(path.join(tmpdir(), 'latentlab-probe-'));
  const filter = systemCallFilter();
  const descriptors = [Buffer.from('{}'), filter ?? Buffer.of()].map((content, i) => {
    const file = path.join(folder, String(i));
    writeFileSync(file, content, { mode: 0o600 });
    return openSync(file, 'r');
  });
  try {
    const launch = { slot: 0, job: 3, filter: filter && 4 };
    const command = sandboxed([process.execPath, '-e', INSIDE, homedir()], view, LIMITS, launch);
    const [program = '', ...args] = command;
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe', 'pipe', ...descriptors];
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
    const home = inside.home.filter((name) => !leadsToShown(path.join(homedir(), name), view));
    say('home', home.length === 0, home.length === 0 ? 'cannot be seen' : 'can be read');
    say('network', inside.network === 0, inside.network === 0 ? 'cannot be reached' : 'is there');
    say('processes', inside.processes <= 2, `${inside.processes} to be seen, all its own`);
    say('system calls', true, inside.start ? 'are not filtered here' : 'are filtered');
    return { isThere: findings.every(({ isGood }) => isGood), findings };
  } finally {
    descriptors.forEach(closeSync);
    rmSync(folder, { recursive: true, force: true });
  }
}
