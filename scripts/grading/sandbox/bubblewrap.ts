/**
 * The command line that starts a program as nobody, without network, with nothing to write to and
 * nothing to read but what it needs.
 *
 * @see https://github.com/containers/bubblewrap
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Limits } from './limits';
import { isOpenToAll } from './permissions';
import { canMount, withMounts } from './private-mounts';

/** Where a program's input lies inside. */
export const JOB_FILE = '/job.json';

/** What is seen inside a sandbox. */
export interface SandboxView {
  projectRoot: string;
  /** Further folders, read-only. */
  folders: readonly string[];
  variables: Readonly<Record<string, string>>;
}

/** What one sandbox is started with. */
export interface Launch {
  /** Which of several jobs at once: each has a user of its own. */
  slot: number;
  /** A descriptor with what is seen as {@link JOB_FILE}. */
  job: number;
  /** A descriptor with a filter of system calls. */
  filter?: number | undefined;
}

const OPEN_FILES = 256;
const FILE_BYTES = 64 * 2 ** 20;
/** Native TensorFlow has some threads for each processor: they count as processes, their stacks as data. */
const PROCESSES = 256 + 8 * availableParallelism();
const STACK_BYTES = 24 * 2 ** 20 * availableParallelism();
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

/** Files and folders that are seen inside, under the names that they have outside. */
export function shownFiles({ projectRoot, folders }: SandboxView): string[] {
  const parts = PROJECT_PARTS.map((part) => path.join(projectRoot, part));
  return [process.execPath, ...libraryBinds(projectRoot), ...parts, ...folders].filter(existsSync);
}

function bubblewrapArguments(
  binds: ReadonlyMap<string, string>,
  variables: SandboxView['variables'],
  { job, filter }: Launch,
): string[] {
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent'],
    ...['--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...['--uid', String(NOBODY), '--gid', String(NOBODY)],
    ...[...binds].flatMap(([file, source]) => ['--ro-bind', source, file]),
    ...['--ro-bind-data', String(job), JOB_FILE],
    ...['--proc', '/proc', '--tmpfs', '/dev'],
    ...['/dev/null', '/dev/urandom'].flatMap((file) => ['--dev-bind', file, file]),
    ...(filter === undefined ? [] : ['--seccomp', String(filter)]),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/'],
    ...Object.entries({ HOME: '/', PATH: '/usr/bin', ...variables }).flatMap(([name, value]) => [
      '--setenv',
      name,
      value,
    ]),
  ];
}

/** The program and its arguments that run `command` in a sandbox. */
export function sandboxed(
  command: readonly string[],
  view: SandboxView,
  limits: Limits,
  launch: Launch,
): string[] {
  const files = shownFiles(view);
  const isRoot = process.getuid?.() === 0;
  const closed = isRoot && canMount() ? files.filter((file) => !isOpenToAll(file)) : [];
  const { prefix, places } = withMounts(closed, files);
  const binds = new Map(files.map((file) => [file, places.get(file) ?? file]));
  const user = String(sandboxUser(launch.slot));
  const asUser = isRoot
    ? ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--no-new-privs']
    : ['setpriv', '--no-new-privs'];
  const bounds = {
    core: 0,
    nofile: OPEN_FILES,
    data: limits.dataBytes + STACK_BYTES,
    fsize: FILE_BYTES,
    // Whoever grades as himself has other programs that count too.
    ...(isRoot && { nproc: PROCESSES }),
    cpu: limits.totalSeconds,
  };
  const confined = [
    ...asUser,
    'prlimit',
    ...Object.entries(bounds).map(([name, value]) => `--${name}=${value}`),
    'bwrap',
    ...bubblewrapArguments(binds, view.variables, launch),
    '--',
    ...command,
  ];
  // bubblewrap's own environment can be read inside.
  const programs = process.env['PATH'] ?? '/usr/bin:/bin';
  return ['env', '-i', `PATH=${programs}`, ...prefix, ...confined];
}
