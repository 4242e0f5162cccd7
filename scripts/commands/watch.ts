/** `latentlab run --watch`: runs notebooks again when they, or what they import, change. */
import { statSync, type Stats } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import type { PreparedNotebook } from '../runner/prepare';
import { PROJECT_ROOT } from './environment';
import { errorText, EXIT_CODE } from './exit-code';
import { runOnce, type RunEnd } from './run-once';
import type { RunFlags } from './run-options';

/** Silence after which a change is over: a build writes many files, an editor one in several steps. */
const QUIET_MS = 300;

const CTRL_C = '\u0003';
const LIBRARY = join(PROJECT_ROOT, 'dist', 'lib');

/** Collects what happens until somebody asks for it. */
class Changes {
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  /** Also what changed while notebooks ran, with nobody waiting. */
  #isOver = false;
  #wake: (() => void) | undefined;
  #quit: number | undefined;

  add(file: string): void {
    this.#changed.add(resolve(file));
    clearTimeout(this.#timer);
    this.#isOver = false;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#wake?.();
    }, QUIET_MS);
  }

  quit(exitCode: number): void {
    this.#quit ??= exitCode;
    this.#wake?.();
  }

  /** The files that changed, or the exit code with which the user quit. */
  async next(): Promise<Set<string> | number> {
    if (this.#quit === undefined && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#wake = undefined;
    this.#isOver = false;
    clearTimeout(this.#timer);
    const changed = new Set(this.#changed);
    this.#changed.clear();
    return this.#quit ?? changed;
  }
}

/** Calls back when the user presses q; Ctrl-C goes on to be a signal. */
function watchKeys(onQuit: () => void): () => void {
  const { stdin } = process;
  const isRaw = stdin.isTTY;
  const onKeys = (keys: Buffer): void => {
    const text = keys.toString();
    if (text.includes(CTRL_C)) process.kill(process.pid, 'SIGINT');
    else if (/q/i.test(text)) onQuit();
  };
  if (isRaw) stdin.setRawMode(true);
  stdin.on('data', onKeys);
  return () => {
    stdin.off('data', onKeys);
    if (isRaw) stdin.setRawMode(false);
    stdin.pause();
  };
}

function affected(
  notebooks: readonly PreparedNotebook[],
  changed: ReadonlySet<string>,
): PreparedNotebook[] {
  const isLibrary = [...changed].some((file) => file.startsWith(LIBRARY + sep));
  return notebooks.filter(({ file }) => isLibrary || changed.has(file.file));
}

function isWatched(path: string, output: string, stats?: Stats): boolean {
  if (path.startsWith(LIBRARY)) return !path.endsWith('.map');
  if (path.startsWith(output + sep)) return false;
  if (/[\\/](node_modules|\.[^\\/]+)([\\/]|$)/.test(path)) return false;
  return stats?.isFile() !== true || path.endsWith('.ipynb');
}

/** Folders that lie in no other of them: watching one twice gives chokidar trouble. */
function outermost(folders: readonly string[]): string[] {
  const within = (inner: string, outer: string) => inner.startsWith(outer + sep);
  return [...new Set(folders)].filter((inner) => !folders.some((outer) => within(inner, outer)));
}

/**
 * Watches the library, the folders that were named with all that is in them, and those in which
 * other notebooks lie. Folders rather than files, because programs replace a file when they save it.
 */
function watchChanges(
  paths: readonly string[],
  notebooks: readonly PreparedNotebook[],
  output: string,
  onChange: (file: string) => void,
): () => Promise<void> {
  const named = (paths.length > 0 ? paths : ['notebooks'])
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
    .map((path) => resolve(path));
  const isInside = (file: string) => named.some((folder) => file.startsWith(folder + sep));
  const single = notebooks.map(({ file }) => file.file).filter((file) => !isInside(file));
  const options = {
    ignoreInitial: true,
    ignored: (path: string, stats?: Stats) => !isWatched(resolve(path), output, stats),
  };
  const watchers = [
    watchFiles(outermost([...named, LIBRARY]), options),
    watchFiles([...new Set(single.map(dirname))], { ...options, depth: 0 }),
  ];
  for (const watcher of watchers) {
    watcher.on('add', onChange).on('change', onChange);
    // What is gone again before it is looked at is no change.
    watcher.on('error', () => undefined);
  }
  return async () => void (await Promise.all(watchers.map((watcher) => watcher.close())));
}

/**
 * Runs notebooks, and again what changed, until the user presses q or Ctrl-C. Returns the exit code:
 * that of the last run, or 130.
 *
 * @param select reads the notebooks anew
 */
export async function watchNotebooks(
  paths: readonly string[],
  flags: RunFlags,
  select: () => Promise<PreparedNotebook[]>,
): Promise<number> {
  const changes = new Changes();
  const notebooks = await select();
  const stopWatchingFiles = watchChanges(paths, notebooks, resolve(flags.output), (file) =>
    changes.add(file),
  );
  let isRunning = true;
  const stopWatchingKeys = watchKeys(() => {
    changes.quit(end?.exitCode ?? EXIT_CODE.interrupted);
    if (isRunning) process.kill(process.pid, 'SIGINT');
  });
  const onSignal = (): void => changes.quit(EXIT_CODE.interrupted);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  let end: RunEnd | undefined;
  let todo = notebooks;
  try {
    for (;;) {
      if (todo.length > 0) {
        isRunning = true;
        end = await runOnce(todo, flags, end ? { before: end } : {});
        isRunning = false;
        if (end.exitCode === EXIT_CODE.interrupted) return end.exitCode;
        process.stdout.write('\n Waiting for changes; q ends.\n');
      }
      const changed = await changes.next();
      if (typeof changed === 'number') return changed;
      try {
        todo = affected(await select(), changed);
      } catch (error) {
        // It may be mended while we wait.
        todo = [];
        process.stderr.write(`${errorText(error)}\n`);
      }
    }
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    stopWatchingKeys();
    await stopWatchingFiles();
  }
}
