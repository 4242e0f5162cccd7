import { access, constants, mkdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { KernelError } from '../jupyter/error';
import { killAllKernels } from '../jupyter/kernel-process';
import { findKernel } from '../jupyter/kernelspec';
import { tellsMemory } from '../jupyter/process-tree';
import { KERNEL_NAME, kernelSpec } from '../kernel/spec';
import { findNotebooks } from '../runner/find-notebooks';
import { terminalColours } from '../runner/format';
import type { ResolvedKernel } from '../runner/kernel-session';
import { readParameterFile } from '../runner/parameters/given';
import { renderParameters } from '../runner/parameters/help';
import { prepareNotebooks, type PreparedNotebook } from '../runner/prepare';
import { showProgress } from '../runner/progress';
import { Repeated } from '../runner/repeated';
import {
  isSuccess,
  RUN_RESULT_VERSION,
  type NotebookResult,
  type RunResult,
} from '../runner/result';
import { runNotebooks } from '../runner/schedule';
import { renderSummary } from '../runner/summary';
import { environmentFacts } from './environment';
import { EXIT_CODE } from './exit-code';
import { watchForInterruption } from './interruption';
import { runKeys } from './project-inputs';
import { readRun } from './read-run';
import { reportFiles, writeJson, writeReports } from './reports';
import {
  addLimitOptions,
  addNotebookOptions,
  addReportOptions,
  addReuseOptions,
  type RunFlags,
} from './run-options';

/** Seconds for a kernel to start: the first one after an installation reads from a cold disk. */
const START_SECONDS = 60;
/** Seconds for an interrupted cell to stop, and for a kernel to end when it is asked to. */
const GRACE_SECONDS = 10;

/** The kernel of this checkout goes by tslab's name and need not be installed. */
async function resolveKernel(name: string): Promise<ResolvedKernel> {
  return name === KERNEL_NAME ? { name, spec: kernelSpec() } : findKernel(name);
}

/** Which notebooks need not be run where nothing they depend on has changed. */
function reusable({ resume, cache }: RunFlags, last: RunResult | undefined) {
  const done = last?.notebooks.filter(({ status }) => status === 'ok' || status === 'cached') ?? [];
  const paths = new Set(done.map(({ path }) => path));
  return (path: string): boolean => cache === true || (resume === true && paths.has(path));
}

/** The notebooks that the command line names, with the values that it gives them. */
async function selectNotebooks(
  paths: readonly string[],
  flags: RunFlags,
): Promise<PreparedNotebook[]> {
  const files = await findNotebooks({ paths, output: flags.output, cwd: process.cwd() });
  const fromFiles = await Promise.all(flags.parametersFile.map(readParameterFile));
  return prepareNotebooks(files, {
    mode: flags.full ? 'full' : 'quick',
    given: [...fromFiles.flat(), ...flags.parameters],
  });
}

/** Runs notebooks as the command line says. Returns the exit code. */
export async function run(paths: readonly string[], flags: RunFlags): Promise<number> {
  const cwd = process.cwd();
  const { stdout } = process;
  const colours = terminalColours();
  const mode = flags.full ? 'full' : 'quick';
  const prepared = await selectNotebooks(paths, flags);
  if (flags.helpNotebook) {
    const shown = prepared.map((notebook) => renderParameters(notebook, colours));
    stdout.write(`${shown.join('\n\n')}\n`);
    return EXIT_CODE.ok;
  }
  const output = resolve(cwd, flags.output);
  const report = reportFiles(output, flags);
  // What cannot be written should be known before the notebooks run, not after.
  await mkdir(output, { recursive: true });
  await access(output, constants.W_OK);
  const { kernel, maxMemory } = flags;
  if (maxMemory !== undefined && !tellsMemory()) {
    throw new KernelError(
      'This system does not tell how much memory a kernel holds.',
      'Leave --max-memory out.',
    );
  }
  if (kernel !== undefined) await resolveKernel(kernel);

  const startedAt = new Date();
  const started = performance.now();
  const last = await readRun(report.json).catch(() => undefined);
  const progress = showProgress(
    prepared.map(({ file }) => file.path),
    stdout,
    colours,
    last?.environment['mode'] === mode ? last : undefined,
  );
  const interruption = watchForInterruption(
    () => progress.notify('Stopping the running cells; once more to stop at once.'),
    () => {
      progress.end();
      // Kernels are killed when this process exits.
      process.exit(EXIT_CODE.interrupted);
    },
  );
  const environment = { ...(await environmentFacts()), mode };
  const resultOf = (results: NotebookResult[]): RunResult => ({
    version: RUN_RESULT_VERSION,
    startedAt: startedAt.toISOString(),
    seconds: (performance.now() - started) / 1000,
    environment,
    notebooks: results,
  });
  // A run that crashes can be resumed.
  const ended: NotebookResult[] = [];
  const saving = new Repeated(() => writeJson(report, resultOf(ended)));
  try {
    const { results, notebooks } = await runNotebooks({
      notebooks: prepared,
      resolveKernel: (asked) => resolveKernel(kernel ?? asked ?? KERNEL_NAME),
      jobs: flags.jobs,
      failFast: flags.failFast === true,
      limits: {
        cellSeconds: flags.timeout,
        ...(flags.notebookTimeout !== undefined && { notebookSeconds: flags.notebookTimeout }),
        ...(maxMemory !== undefined && { memoryBytes: maxMemory }),
        startSeconds: START_SECONDS,
        graceSeconds: GRACE_SECONDS,
      },
      signal: interruption.signal,
      keyOf: runKeys(),
      mayReuse: reusable(flags, last),
      onEvent: (event) => {
        progress.listen(event);
        if (event.type !== 'notebook-ended') return;
        ended.push(event.result);
        saving.request();
      },
    });
    await saving.settled();
    const result = resultOf(results);
    await writeReports(report, result, notebooks);
    progress.end();
    stdout.write(`\n${renderSummary(result, colours, stdout.isTTY ? stdout.columns : Infinity)}\n`);
    const link = stdout.isTTY ? pathToFileURL(report.html).href : relative(cwd, report.html);
    stdout.write(`\n Report  ${link}\n`);
    if (interruption.signal.aborted) return EXIT_CODE.interrupted;
    return isSuccess(result) ? EXIT_CODE.ok : EXIT_CODE.failed;
  } finally {
    progress.end();
    interruption.stopWatching();
    killAllKernels();
  }
}

/** Adds `latentlab run` to the program; `done` gets its exit code. */
export function addRunCommand(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('run')
    .summary('run notebooks and report on them')
    .description(
      'Runs notebooks, each in a fresh kernel of its own, and writes the executed copies and a report.',
    )
    .argument('[paths...]', 'notebooks, folders or glob patterns (default: notebooks)');
  addNotebookOptions(command);
  addLimitOptions(command);
  addReuseOptions(command);
  addReportOptions(command);
  command
    .addHelpText(
      'after',
      '\nExit code: 0 all notebooks ran, 1 one failed, 2 wrong call, 3 environment, 130 interrupted.',
    )
    .action(async (paths: string[], flags: RunFlags) => done(await run(paths, flags)));
}
