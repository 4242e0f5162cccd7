/** One run from the first kernel to the last report. */
import { access, constants, mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KernelError } from '../jupyter/error';
import { writeError } from '../jupyter/write-whole';
import type { Notebook } from '../jupyter/nbformat';
import { killAllKernels } from '../jupyter/kernel-process';
import { findKernel } from '../jupyter/kernelspec';
import { tellsMemory } from '../jupyter/process-tree';
import { KERNEL_NAME, kernelSpec } from '../kernel/spec';
import { terminalColours } from '../runner/format';
import type { ResolvedKernel } from '../runner/kernel-session';
import type { PreparedNotebook } from '../runner/prepare';
import { showProgress } from '../runner/progress';
import { Repeated } from '../runner/repeated';
import {
  isSuccess,
  RUN_RESULT_VERSION,
  type NotebookResult,
  type RunResult,
  type ShardResult,
} from '../runner/result';
import { runNotebooks, type RunOutcome } from '../runner/schedule';
import { renderSummary } from '../runner/summary';
import {
  expectedTimes,
  learnTimings,
  readTimings,
  writeTimings,
  type ExpectedTimes,
  type Timings,
} from '../runner/timings';
import { environmentFacts } from './environment';
import { EXIT_CODE } from './exit-code';
import { watchForInterruption } from './interruption';
import { runKeys } from './project-inputs';
import { readRun } from './read-run';
import { writeRecord } from './record';
import { reportFiles, writeJson, writeReports } from './reports';
import type { RunFlags } from './run-options';

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

/** What cannot work should be known before the notebooks run, not after. */
async function checkSurroundings({ kernel, maxMemory, ...flags }: RunFlags): Promise<void> {
  if (maxMemory !== undefined && !tellsMemory()) {
    throw new KernelError(
      'This system does not tell how much memory a kernel holds.',
      'Leave --max-memory out.',
    );
  }
  if (kernel !== undefined) await resolveKernel(kernel);
  const output = resolve(flags.output);
  try {
    await mkdir(output, { recursive: true });
    await access(output, constants.W_OK);
  } catch (cause) {
    throw writeError(flags.output, cause);
  }
}

/** Where the times of earlier runs are kept. */
export function timingsFile({ output }: RunFlags): string {
  return resolve(join(output, 'times.json'));
}

/** What notebooks are expected to take, by their paths. */
export function expectations(
  timings: Timings,
  notebooks: readonly PreparedNotebook[],
): Map<string, ExpectedTimes> {
  return new Map(
    notebooks.flatMap((prepared): [string, ExpectedTimes][] => {
      if ('fault' in prepared) return [];
      const expected = expectedTimes(timings, prepared.file.path, prepared.parameters);
      return expected ? [[prepared.file.path, expected]] : [];
    }),
  );
}

/** What a run is besides its notebooks and flags. */
export interface RunContext {
  shard?: ShardResult;
  /** Outcome of a run before, whose notebooks that are not run now stay in the reports. */
  before?: RunOutcome;
  /** What there is to say of a notebook that was executed. */
  judge?: (result: NotebookResult, notebook: Notebook) => NotebookResult;
}

/** How a run ended. */
export interface RunEnd extends RunOutcome {
  exitCode: number;
}

function together(before: RunOutcome | undefined, now: RunOutcome): RunOutcome {
  if (!before) return now;
  const results = new Map([...before.results, ...now.results].map((each) => [each.path, each]));
  return {
    results: [...results.values()],
    notebooks: new Map([...before.notebooks, ...now.notebooks]),
  };
}

/** Runs notebooks, shows how they go, and writes the reports. */
export async function runOnce(
  prepared: readonly PreparedNotebook[],
  flags: RunFlags,
  { shard, before, judge }: RunContext = {},
): Promise<RunEnd> {
  await checkSurroundings(flags);
  const { stdout } = process;
  const colours = terminalColours();
  const report = reportFiles(flags.output, flags);
  const mode = flags.full ? 'full' : 'quick';
  const [last, timings, facts] = await Promise.all([
    readRun(report.json).catch(() => undefined),
    readTimings(timingsFile(flags)),
    environmentFacts(),
  ]);
  const startedAt = new Date();
  const started = performance.now();
  const paths = prepared.map(({ file }) => file.path);
  const progress = showProgress(paths, stdout, colours, {
    expected: expectations(timings, prepared),
    jobs: flags.jobs,
    verbose: flags.verbose === true,
  });
  const interruption = watchForInterruption(
    () => progress.notify('Stopping the running cells; once more to stop at once.'),
    () => {
      progress.end();
      // Kernels are killed when this process exits.
      process.exit(EXIT_CODE.interrupted);
    },
  );
  const resultOf = (results: NotebookResult[]): RunResult => ({
    version: RUN_RESULT_VERSION,
    startedAt: startedAt.toISOString(),
    seconds: (performance.now() - started) / 1000,
    environment: { ...facts, mode },
    ...(shard && { shard }),
    notebooks: results,
  });
  // A run that crashes can be resumed.
  const ended: NotebookResult[] = [];
  const saving = new Repeated(() => writeJson(report, resultOf(ended)));
  try {
    const outcome = await runNotebooks({
      notebooks: prepared,
      resolveKernel: (asked) => resolveKernel(flags.kernel ?? asked ?? KERNEL_NAME),
      jobs: flags.jobs,
      failFast: flags.failFast === true,
      ...(judge && { judge }),
      limits: {
        cellSeconds: flags.timeout,
        ...(flags.notebookTimeout !== undefined && { notebookSeconds: flags.notebookTimeout }),
        ...(flags.maxMemory !== undefined && { memoryBytes: flags.maxMemory }),
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
    const { results, notebooks } = together(before, outcome);
    const result = resultOf(results);
    progress.end();
    // Said before anything is written: a disk that is full must not hide it.
    stdout.write(`\n${renderSummary(result, colours, stdout.isTTY ? stdout.columns : Infinity)}\n`);
    await writeReports(report, result, notebooks);
    await writeTimings(timingsFile(flags), learnTimings(timings, outcome.results));
    if (flags.record !== undefined) {
      const count = await writeRecord(flags.record, prepared, outcome);
      stdout.write(`\n Recorded ${count} of ${prepared.length} in ${flags.record}\n`);
    }
    const link = stdout.isTTY
      ? pathToFileURL(report.html).href
      : relative(process.cwd(), report.html);
    stdout.write(`\n Report  ${link}\n`);
    const good = isSuccess(result) ? EXIT_CODE.ok : EXIT_CODE.failed;
    const exitCode = interruption.signal.aborted ? EXIT_CODE.interrupted : good;
    return { results, notebooks, exitCode };
  } finally {
    progress.end();
    interruption.stopWatching();
    killAllKernels();
  }
}
