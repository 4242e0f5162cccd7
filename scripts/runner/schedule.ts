import pLimit from 'p-limit';
import type { Notebook } from '../jupyter/nbformat';
import { FailFast } from './fail-fast';
import type { PreparedNotebook } from './prepare';
import type { NotebookResult } from './result';
import { runFile, type FileOptions } from './run-file';

/** How notebooks are run. */
export interface RunOptions extends FileOptions {
  notebooks: readonly PreparedNotebook[];
  /** How many at once. */
  jobs: number;
  /** Stop everything at the first notebook that fails. */
  failFast?: boolean;
  /** What there is to say of a notebook that was executed: whether it is as it was recorded, say. */
  judge?: (result: NotebookResult, notebook: Notebook) => NotebookResult;
}

/** Results in the order of the notebooks, and the executed notebooks by the path of their result. */
export interface RunOutcome {
  results: NotebookResult[];
  notebooks: Map<string, Notebook>;
}

/** Runs notebooks, `jobs` of them at once, each in a kernel of its own. */
export async function runNotebooks(options: RunOptions): Promise<RunOutcome> {
  const limit = pLimit(options.jobs);
  const failFast = options.failFast ? new FailFast(options.signal) : undefined;
  const signal = failFast?.signal ?? options.signal;
  const executed = await Promise.all(
    options.notebooks.map((prepared) =>
      limit(async () => {
        const run = await runFile(prepared, { ...options, ...(signal && { signal }) });
        const { judge } = options;
        const judged = judge && run.notebook ? judge(run.result, run.notebook) : run.result;
        const result = failFast?.apply(judged) ?? judged;
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
