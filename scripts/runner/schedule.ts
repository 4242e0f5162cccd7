import { basename, dirname } from 'node:path';
import pLimit from 'p-limit';
import { JupyterError, KernelError } from '../jupyter/error';
import { writeNotebook } from '../jupyter/notebook-file';
import type { Notebook } from '../jupyter/nbformat';
import type { RunListener } from './events';
import type { NotebookFile } from './find-notebooks';
import type { ResolvedKernel } from './kernel-session';
import type { PreparedNotebook } from './prepare';
import { isGood, type NotebookResult, type NotebookStatus } from './result';
import { notebookTitle, runNotebook, type ExecutedNotebook, type RunLimits } from './run-notebook';

/** How notebooks are run. */
export interface RunOptions {
  notebooks: readonly PreparedNotebook[];
  /** The kernel for a notebook that asks for `name`; for one that asks for none, `undefined`. */
  resolveKernel: (name: string | undefined) => Promise<ResolvedKernel>;
  /** How many at once. */
  jobs: number;
  /** Stop everything at the first notebook that fails. */
  failFast?: boolean;
  limits: RunLimits;
  /** Aborted: running cells are interrupted, and nothing else is started. */
  signal?: AbortSignal;
  onEvent?: RunListener;
}

/** Results in the order of the notebooks, and the executed notebooks by the path of their result. */
export interface RunOutcome {
  results: NotebookResult[];
  notebooks: Map<string, Notebook>;
}

function withoutRun(
  path: string,
  status: NotebookStatus,
  message: string,
  notebook?: Notebook,
): NotebookResult {
  return {
    path,
    title: notebook ? notebookTitle(notebook, path) : basename(path, '.ipynb'),
    status,
    message,
    kernel: notebook?.metadata.kernelspec?.name ?? '',
    parameters: {},
    seconds: 0,
    cells: [],
  };
}

/** Writes the executed copy; a run whose outputs are lost has failed. */
async function writeOutput(
  { outputFile, outputPath }: NotebookFile,
  { result, notebook }: ExecutedNotebook,
): Promise<NotebookResult> {
  try {
    await writeNotebook(outputFile, notebook);
    return { ...result, outputPath };
  } catch (error) {
    const lost = `The executed notebook could not be written: ${(error as Error).message}.`;
    const message = result.message === undefined ? lost : `${result.message}\n${lost}`;
    return { ...result, status: result.status === 'ok' ? 'failed' : result.status, message };
  }
}

/** Runs one notebook, and writes what came of it also where it failed. */
async function runPrepared(
  prepared: PreparedNotebook,
  options: RunOptions,
): Promise<{ result: NotebookResult; notebook?: Notebook }> {
  const { limits, signal, onEvent, resolveKernel } = options;
  const { file, notebook } = prepared;
  const { path } = file;
  if (signal?.aborted) {
    const message = 'The run was interrupted before it began.';
    return { result: withoutRun(path, 'interrupted', message, notebook) };
  }
  if ('fault' in prepared) {
    return { result: withoutRun(path, 'failed', prepared.fault.message, notebook) };
  }
  try {
    const executed = await runNotebook({
      path,
      notebook: prepared.notebook,
      kernel: await resolveKernel(prepared.notebook.metadata.kernelspec?.name),
      cwd: dirname(file.file),
      parameters: prepared.parameters,
      limits,
      ...(signal && { signal }),
      ...(onEvent && { onEvent }),
    });
    return { ...executed, result: await writeOutput(file, executed) };
  } catch (error) {
    // A fault of this notebook must not keep the others from running.
    if (!(error instanceof JupyterError)) throw error;
    const status = error instanceof KernelError ? 'dead' : 'failed';
    return { result: withoutRun(path, status, error.message, notebook) };
  }
}

/** Lets the first failure stop what runs, and what was not begun. */
class FailFast {
  readonly #controller = new AbortController();
  readonly #interrupted: AbortSignal | undefined;
  #failed: string | undefined;

  constructor(interrupted: AbortSignal | undefined) {
    this.#interrupted = interrupted;
  }

  /** Aborted by an interruption of the run, or by the first failure. */
  get signal(): AbortSignal {
    const { signal } = this.#controller;
    return this.#interrupted ? AbortSignal.any([signal, this.#interrupted]) : signal;
  }

  /** Takes note of a result; what was stopped for another's failure did not fail itself. */
  apply(result: NotebookResult): NotebookResult {
    const { path, status, cells } = result;
    if (this.#failed === undefined || status !== 'interrupted') {
      if (this.#failed === undefined && !isGood(status) && !this.#interrupted?.aborted) {
        this.#failed = path;
        this.#controller.abort();
      }
      return result;
    }
    const what = cells.length === 0 ? 'Not run' : 'Stopped';
    return {
      ...result,
      status: 'skipped',
      message: `${what}, because ${this.#failed} failed.`,
      cells: cells.map(({ error, ...cell }) =>
        cell.status === 'interrupted'
          ? { ...cell, status: 'not-run' }
          : { ...cell, ...(error && { error }) },
      ),
    };
  }
}

/** Runs notebooks, `jobs` of them at once, each in a kernel of its own. */
export async function runNotebooks(options: RunOptions): Promise<RunOutcome> {
  const limit = pLimit(options.jobs);
  const failFast = options.failFast ? new FailFast(options.signal) : undefined;
  const signal = failFast?.signal ?? options.signal;
  const executed = await Promise.all(
    options.notebooks.map((prepared) =>
      limit(async () => {
        const run = await runPrepared(prepared, { ...options, ...(signal && { signal }) });
        const result = failFast?.apply(run.result) ?? run.result;
        options.onEvent?.({ type: 'notebook-ended', path: result.path, result });
        return { ...run, result };
      }),
    ),
  );
  const notebooks = new Map<string, Notebook>();
  for (const { result, notebook } of executed) {
    if (notebook) notebooks.set(result.path, notebook);
  }
  return { results: executed.map(({ result }) => result), notebooks };
}
