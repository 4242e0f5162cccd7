import type { OutputDifference } from './result-difference';

/** Version of the {@link RunResult} format; raised when a field changes its meaning. */
export const RUN_RESULT_VERSION = 1;

/**
 * How a notebook's run ended. Anything but `ok`, `skipped` and `cached` fails the run. `different`:
 * it ran, but its outputs are not as they were recorded.
 */
export type NotebookStatus =
  'ok' | 'different' | 'failed' | 'timeout' | 'dead' | 'interrupted' | 'skipped' | 'cached';

/** How one cell ended. `not-run`: an earlier cell failed, so that it was never sent. */
export type CellStatus =
  'ok' | 'different' | 'error' | 'timeout' | 'dead' | 'interrupted' | 'skipped' | 'not-run';

/** An error as a kernel reports it, with the line of the cell where it could be found out. */
export interface CellError {
  ename: string;
  evalue: string;
  /** Lines as the kernel sent them; they may hold ANSI colours. */
  traceback: string[];
  /** One-based line in the cell's source. */
  line?: number;
}

/** One code cell of a run. */
export interface CellResult {
  /** nbformat 4.5 cell id. */
  id: string;
  /** Zero-based position among all cells of the notebook. */
  index: number;
  status: CellStatus;
  executionCount: number | null;
  seconds: number;
  /** The cell's source as it ran. */
  source: string;
  /** Also of a cell with status `ok` that is tagged `raises-exception`, and did. */
  error?: CellError;
  /** How the outputs of a cell with status `different` differ from the recorded ones. */
  differences?: OutputDifference[];
}

/** One notebook of a run. */
export interface NotebookResult {
  /** Path as the user gave it or as it was found, relative to the working directory, with slashes. */
  path: string;
  /** Where the executed notebook was written; absent where nothing could be written. */
  outputPath?: string;
  /** First heading of the notebook, or its file name. */
  title: string;
  status: NotebookStatus;
  /** A sentence for a reader where the status is not `ok` (why the kernel never started, say). */
  message?: string;
  kernel: string;
  /** Values given to the cell tagged `parameters`. */
  parameters: Record<string, unknown>;
  seconds: number;
  /** Seconds from starting the kernel process to its first reply. */
  startSeconds?: number;
  /** Peak resident memory of the kernel process, where the platform tells. */
  peakMemoryBytes?: number;
  /** Titles of the synthetic data sets that it computed with instead of published ones, if any. */
  standIns?: string[];
  cells: CellResult[];
}

/** Which part of a run this is. */
export interface ShardResult {
  /** From 1. */
  index: number;
  count: number;
  /** Hash of how the notebooks were shared out: the same in all parts of one run. */
  plan: string;
}

/** What `latentlab run` found: the only thing that reports, JUnit, caching, grading and merging read. */
export interface RunResult {
  version: typeof RUN_RESULT_VERSION;
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** Facts about the machine and the environment that a reader of the report wants. */
  environment: Record<string, string>;
  /** Where this is one of several parts of a run. */
  shard?: ShardResult;
  notebooks: NotebookResult[];
}

/** Whether a notebook with this status is as it should be. */
export function isGood(status: NotebookStatus): boolean {
  return status === 'ok' || status === 'skipped' || status === 'cached';
}

/** Whether a cell ended as it should. */
export function isGoodCell({ status }: CellResult): boolean {
  return status === 'ok' || status === 'skipped';
}

/** Whether every notebook of a run is as it should be: the condition for exit code 0. */
export function isSuccess(result: RunResult): boolean {
  return result.notebooks.every(({ status }) => isGood(status));
}
