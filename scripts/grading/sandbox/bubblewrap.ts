/**
 * The command line that starts a program as nobody, without network, with nothing to write to and
 * nothing to read but what it needs.
 *
 * @see https://github.com/containers/bubblewrap
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Limits } from './limits';

/** Where a program's input lies inside. */
export const JOB_FILE = '/job.json';

/** What is seen inside a sandbox. */
export interface SandboxView {
  projectRoot: string;
  /** Further folders, read-only. */
  folders: readonly string[];
  variables: Readonly<Record<string, string>>;
}

const OPEN_FILES = 256;
const FILE_BYTES = 64 * 2 ** 20;
const PROCESSES = 256;
/** Users of the system end below these numbers, and containers' begin above. */
const FIRST_USER = 61_200;
export const NOBODY = 65_534;

/** The user as whom the sandbox of one of several jobs at once runs, where we are root. */
export function sandboxUser(slot: number): number {
  return FIRST_USER + slot;
}

/** Parts of the project that run the student's cells. */
const PROJECT_PARTS = [
  'package.json',
  'data',
  'node_modules',
  'dist/lib',
  'dist/data',
  'dist/scripts/grading/remote',
  'dist/scripts/grading/student',
  'dist/scripts/kernel/variables.js',
];

const ADDON = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';

/** Shared libraries that a program needs, as the loader finds them. */
function librariesOf(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return [...String(stdout).matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].flatMap(
    ([, file]) => file ?? [],
  );
}

let libraries: Map<string, string[]> | undefined;

function libraryBinds(projectRoot: string): string[] {
  libraries ??= new Map();
  let known = libraries.get(projectRoot);
  if (!known) {
    const addon = path.join(projectRoot, ADDON);
    const programs = [process.execPath, ...(existsSync(addon) ? [addon] : [])];
    const all = programs.flatMap(librariesOf);
    // Those of the project are there with its packages.
    known = [...new Set(all)].filter((file) => !file.includes('/node_modules/'));
    libraries.set(projectRoot, known);
  }
  return known;
}

function readOnly(file: string): string[] {
  return existsSync(file) ? ['--ro-bind', file, file] : [];
}

function bubblewrapArguments(view: SandboxView, jobDescriptor: number): string[] {
  const { projectRoot, folders, variables } = view;
  const parts = PROJECT_PARTS.map((part) => path.join(projectRoot, part));
  const seen = [process.execPath, ...libraryBinds(projectRoot), ...parts, ...folders];
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent'],
    ...['--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...['--uid', String(NOBODY), '--gid', String(NOBODY)],
    ...seen.flatMap(readOnly),
    ...['--ro-bind-data', String(jobDescriptor), JOB_FILE],
    ...['--proc', '/proc', '--tmpfs', '/dev'],
    ...['/dev/null', '/dev/urandom'].flatMap((file) => ['--dev-bind', file, file]),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/'],
    ...Object.entries({ HOME: '/', PATH: '/usr/bin', ...variables }).flatMap(([name, value]) => [
      '--setenv',
      name,
      value,
    ]),
  ];
}

/**
 * The program and its arguments that run `command` in a sandbox.
 *
 * @param slot which of several jobs at once: each has a user of its own
 * @param jobDescriptor a descriptor with what is seen as {@link JOB_FILE}
 */
export function sandboxed(
  command: readonly string[],
  view: SandboxView,
  limits: Limits,
  slot: number,
  jobDescriptor: number,
): string[] {
  const user = String(sandboxUser(slot));
  const asUser =
    process.getuid?.() === 0
      ? ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--no-new-privs']
      : ['setpriv', '--no-new-privs'];
  const bounds = {
    core: 0,
    nofile: OPEN_FILES,
    data: limits.dataBytes,
    fsize: FILE_BYTES,
    nproc: PROCESSES,
    cpu: limits.totalSeconds,
  };
  return [
    // bubblewrap's own environment can be read inside.
    ...['env', '-i', `PATH=${process.env['PATH'] ?? '/usr/bin:/bin'}`],
    ...asUser,
    'prlimit',
    ...Object.entries(bounds).map(([name, value]) => `--${name}=${value}`),
    'bwrap',
    ...bubblewrapArguments(view, jobDescriptor),
    '--',
    ...command,
  ];
}
