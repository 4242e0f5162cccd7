/** `latentlab lab`: JupyterLab with this checkout's kernel. */
import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { findProjectRoot } from '../kernel/project-root';
import { KERNEL_NAME } from '../kernel/spec';
import { findJupyterLab } from '../lab/find-jupyterlab';
import { withJupyterData, writeJupyterData } from '../lab/jupyter-data';
import { runLabServer } from '../lab/server';
import { SelectionError } from '../runner/find-notebooks';
import { EXIT_CODE } from './exit-code';
import { watchForInterruption } from './interruption';
import { numberThat } from './number-options';

interface LabFlags {
  port?: number;
  browser: boolean;
}

const port = numberThat(
  (value) => Number.isInteger(value) && value >= 1 && value <= 65_535,
  'It must be a whole number from 1 to 65535.',
);

/** The folder that JupyterLab shows, and the full path of the notebook in it to open. */
function place(path: string | undefined): { folder: string; notebook?: string } {
  const notebooks = join(findProjectRoot(), 'notebooks');
  if (path === undefined) return { folder: notebooks };
  const full = resolve(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (!found) throw new SelectionError(`There is no file or folder ${path}.`, 'Check the path.');
  if (found.isDirectory()) return { folder: full };
  const below = relative(notebooks, full);
  if (!below.startsWith('..') && !isAbsolute(below)) return { folder: notebooks, notebook: full };
  return { folder: dirname(full), notebook: full };
}

/** What stands behind the two dashes is JupyterLab's; only there can a dash begin an argument. */
function split(all: readonly string[]): { paths: string[]; forJupyter: string[] } {
  const first = all.findIndex((argument) => argument.startsWith('-'));
  const end = first === -1 ? all.length : first;
  return { paths: all.slice(0, end), forJupyter: all.slice(end) };
}

/** Runs JupyterLab as the command line says, until it ends. Returns the exit code. */
export async function lab(all: readonly string[], flags: LabFlags): Promise<number> {
  const { paths, forJupyter } = split(all);
  if (paths.length > 1) {
    throw new SelectionError(
      `JupyterLab opens one notebook or folder, but got ${paths.length}.`,
      'Name one; the others can be opened from there.',
    );
  }
  const { folder, notebook } = place(paths[0]);
  const interruption = watchForInterruption(
    () => process.stderr.write('\nStopping JupyterLab and its kernels.\n'),
    // What was started is killed when this process exits.
    () => process.exit(EXIT_CODE.interrupted),
  );
  try {
    const data = await writeJupyterData();
    const found = await findJupyterLab(interruption.signal);
    if (interruption.signal.aborted) return EXIT_CODE.interrupted;
    if ('exitCode' in found) return found.exitCode;
    await runLabServer({
      program: found.program,
      arguments: [
        `--ServerApp.root_dir=${folder}`,
        `--MultiKernelManager.default_kernel_name=${KERNEL_NAME}`,
        ...(flags.port === undefined ? [] : [`--ServerApp.port=${flags.port}`]),
        ...(flags.browser ? [] : ['--no-browser']),
        ...forJupyter,
        ...(notebook === undefined ? [] : [notebook]),
      ],
      env: withJupyterData(process.env, data),
      signal: interruption.signal,
    });
    return interruption.signal.aborted ? EXIT_CODE.interrupted : EXIT_CODE.ok;
  } finally {
    interruption.stopWatching();
  }
}

/** Adds `latentlab lab` to the program; `done` gets its exit code. */
export function addLabCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command('lab')
    .summary('open notebooks in JupyterLab')
    .description(
      'Starts JupyterLab with the TypeScript kernel and interactive plots. Where there is no ' +
        'JupyterLab on PATH, it is first installed in the cache folder. Ctrl-C ends it.',
    )
    .usage('[options] [path] [-- arguments of JupyterLab]')
    .argument('[path...]', 'notebook or folder to open (default: the notebooks of this checkout)')
    .option('--port <n>', "port to listen on, instead of JupyterLab's choice", port)
    .option('--no-browser', 'only print the address')
    .addHelpText(
      'after',
      '\nExit code: 0 ended in JupyterLab, 2 wrong call, 3 environment, 130 Ctrl-C.',
    )
    .action(async (all: string[], flags: LabFlags) => done(await lab(all, flags)));
}
