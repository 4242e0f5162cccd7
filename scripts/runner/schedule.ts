import { basename, dirname } from 'node:path';
import pLimit from 'p-limit';
import { JupyterError, KernelError } from '../jupyter/error';
import { readNotebook, writeNotebook } from '../jupyter/notebook-file';
import type { Notebook } from '../jupyter/nbformat';
import type { RunListener } from './events';
import type { ResolvedKernel } from './kernel-session';
import { modeParameters, type RunMode } from './parameters';
import type { NotebookResult, NotebookStatus } from './result';
import { notebookTitle, runNotebook, type ExecutedNotebook, type RunLimits } from './run-notebook';

/** A notebook's file, and where its executed copy goes. */
export interface NotebookFile {
  /** How results and events call it: relative to the working directory, with slashes. */
  path: string;
  /** Absolute. */
  file: string;
  /** How results call the executed copy. */
  outputPath: string;
  /** Absolute. */
  outputFile: string;
}

/** How notebooks are run. */
export interface RunOptions {
  files: readonly NotebookFile[];
  /** The kernel for a notebook that asks for `name`; for one that asks for none, `undefined`. */
  resolveKernel: (name: string | undefined) => Promise<ResolvedKernel>;
  mode: RunMode;
  /** How many at once. */
  jobs: number;
  limits: RunLimits;
  /** Aborted: running cells are interrupted, and nothing else is started. */
  signal?: AbortSignal;
  onEvent?: RunListener;
}

/** Results in the order of the files, and the executed notebooks by the path of their result. */
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

/** Runs one file, and writes what came of it also where it failed. */
async function runFile(
  file: NotebookFile,
  options: RunOptions,
): Promise<{ result: NotebookResult; notebook?: Notebook }> {
  const { mode, limits, signal, onEvent, resolveKernel } = options;
  const { path } = file;
  let notebook: Notebook | undefined;
  try {
    if (signal?.aborted) {
      return {
        result: withoutRun(path, 'interrupted', 'The run was interrupted before it began.'),
      };
    }
    notebook = await readNotebook(file.file);
    const executed = await runNotebook({
      path,
      notebook,
      kernel: await resolveKernel(notebook.metadata.kernelspec?.name),
      cwd: dirname(file.file),
      parameters: modeParameters(notebook, mode),
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

/** Runs notebooks, `jobs` of them at once, each in a kernel of its own. */
export async function runNotebooks(options: RunOptions): Promise<RunOutcome> {
  const limit = pLimit(options.jobs);
  const executed = await Promise.all(
    options.files.map((file) =>
      limit(async () => {
        const run = await runFile(file, options);
        options.onEvent?.({ type: 'notebook-ended', path: file.path, result: run.result });
        return run;
      }),
    ),
  );
  const notebooks = new Map<string, Notebook>();
  for (const { result, notebook } of executed) {
    if (notebook) notebooks.set(result.path, notebook);
  }
  return { results: executed.map(({ result }) => result), notebooks };
}
