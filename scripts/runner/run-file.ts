/** One notebook's file: read before, run or reused here, and its executed copy written. */
import { basename, dirname } from 'node:path';
import { JupyterError, KernelError } from '../jupyter/error';
import type { Notebook } from '../jupyter/nbformat';
import { writeNotebook } from '../jupyter/notebook-file';
import type { RunListener } from './events';
import type { NotebookFile } from './find-notebooks';
import type { ResolvedKernel } from './kernel-session';
import type { PreparedNotebook, ReadNotebook } from './prepare';
import { Repeated } from './repeated';
import type { NotebookResult, NotebookStatus } from './result';
import { notebookTitle, runNotebook, type ExecutedNotebook, type RunLimits } from './run-notebook';
import { earlierRun, forgetRun, recordRun } from './run-record';

/** How a notebook is run. */
export interface FileOptions {
  /** The kernel for a notebook that asks for `name`; for one that asks for none, `undefined`. */
  resolveKernel: (name: string | undefined) => Promise<ResolvedKernel>;
  limits: RunLimits;
  /** Key of all that decides what a notebook prints; it is kept with the executed copy. */
  keyOf?: (notebook: ReadNotebook, kernel: ResolvedKernel) => Promise<string>;
  /** Whether a notebook whose executed copy has the same key need not be run. */
  mayReuse?: (path: string) => boolean;
  /** Aborted: a running cell is interrupted, and nothing else is started. */
  signal?: AbortSignal;
  onEvent?: RunListener;
}

/** The result of a notebook, and the notebook as it was executed, where it was. */
export interface FileOutcome {
  result: NotebookResult;
  notebook?: Notebook;
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
    const lost = `The executed copy is lost: ${(error as Error).message}`;
    const message = result.message === undefined ? lost : `${result.message}\n${lost}`;
    return { ...result, status: result.status === 'ok' ? 'failed' : result.status, message };
  }
}

/** Runs one notebook; its executed copy grows with each cell, so that a crash loses nothing. */
async function execute(
  { file, notebook, parameters }: ReadNotebook,
  kernel: ResolvedKernel,
  key: string | undefined,
  { limits, signal, onEvent }: FileOptions,
): Promise<FileOutcome> {
  let soFar: Notebook | undefined;
  const saving = new Repeated(async () => {
    if (soFar) await writeNotebook(file.outputFile, soFar, { flush: false });
  });
  const executed = await runNotebook({
    path: file.path,
    notebook: forgetRun(notebook),
    kernel,
    cwd: dirname(file.file),
    parameters,
    limits,
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
    onProgress: (running) => {
      soFar = running;
      saving.request();
    },
  });
  await saving.settled();
  const { result } = executed;
  const isDone = key !== undefined && result.status === 'ok';
  const kept = isDone ? recordRun(executed.notebook, key, result) : executed.notebook;
  return { result: await writeOutput(file, { result, notebook: kept }), notebook: kept };
}

/** Runs one notebook, or takes over an earlier run; writes what came of it also where it failed. */
export async function runFile(
  prepared: PreparedNotebook,
  options: FileOptions,
): Promise<FileOutcome> {
  const { signal, resolveKernel, keyOf, mayReuse } = options;
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
    const kernel = await resolveKernel(prepared.notebook.metadata.kernelspec?.name);
    const key = await keyOf?.(prepared, kernel);
    const reused = key !== undefined && mayReuse?.(path) ? await earlierRun(file, key) : undefined;
    return reused ?? (await execute(prepared, kernel, key, options));
  } catch (error) {
    // A fault of this notebook must not keep the others from running.
    if (!(error instanceof JupyterError)) throw error;
    const status = error instanceof KernelError ? 'dead' : 'failed';
    return { result: withoutRun(path, status, error.message, notebook) };
  }
}
