import { basename, extname } from 'node:path';
import { JupyterError } from '../jupyter/error';
import { hasTag, joinLines, type CodeCell, type Notebook } from '../jupyter/nbformat';
import { DisplayIds, OutputArea } from '../jupyter/outputs';
import { cellTimeout, RAISES_TAG, SKIP_TAG } from '../jupyter/tags';
import type { RunListener } from './events';
import {
  describeExit,
  InterruptedStart,
  KernelSession,
  type KernelLimits,
  type ResolvedKernel,
} from './kernel-session';
import { injectParameters } from './parameters/inject';
import type { CellError, CellResult, CellStatus, NotebookResult, NotebookStatus } from './result';
import { runCell, type TimeLimit } from './run-cell';
import { standInsOf } from './stand-ins';

/** How long things may take, in seconds. */
export interface RunLimits extends KernelLimits {
  /** For each cell that has no tag `timeout=SECONDS`. */
  cellSeconds: number;
  /** For the whole notebook, with the start of its kernel; absent: no limit. */
  notebookSeconds?: number;
}

/** One notebook to run in a fresh kernel of its own. */
export interface NotebookJob {
  /** How results and events call the notebook. */
  path: string;
  notebook: Notebook;
  kernel: ResolvedKernel;
  /** Working directory of the kernel. */
  cwd: string;
  /** Values for the cell tagged `parameters`. */
  parameters: Record<string, unknown>;
  limits: RunLimits;
  /** Aborted: the running cell is interrupted, and the rest is not run. */
  signal?: AbortSignal;
  onEvent?: RunListener;
  /** Called with the notebook as it is before its first cell and after each one. */
  onProgress?: (notebook: Notebook) => void;
}

/** What a run leaves behind: its result, and the notebook with its outputs so far. */
export interface ExecutedNotebook {
  result: NotebookResult;
  notebook: Notebook;
}

const STATUS_OF_CELL: Partial<Record<CellStatus, NotebookStatus>> = {
  error: 'failed',
  timeout: 'timeout',
  dead: 'dead',
  interrupted: 'interrupted',
};

/** First heading of a notebook, or its file name. */
export function notebookTitle(notebook: Notebook, path: string): string {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'markdown') continue;
    const heading = /^#{1,6}\s+(.+?)\s*#*$/m.exec(joinLines(cell.source))?.[1];
    if (heading !== undefined) return heading;
  }
  return basename(path, extname(path));
}

/** One run of one notebook: the kernel, the cells' results, and what became of them. */
class NotebookRun {
  readonly #job: NotebookJob;
  readonly #notebook: Notebook;
  readonly #displayIds = new DisplayIds();
  readonly #results: CellResult[];
  readonly #cells: CodeCell[];
  #status: NotebookStatus = 'ok';
  #message: string | undefined;
  #isKernelStuck = false;
  #started = 0;

  constructor(job: NotebookJob, notebook: Notebook) {
    this.#job = job;
    this.#notebook = notebook;
    this.#cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
    this.#results = this.#cells.map((cell) => ({
      id: cell.id,
      index: notebook.cells.indexOf(cell),
      status: 'not-run',
      executionCount: null,
      seconds: 0,
      source: joinLines(cell.source),
    }));
  }

  /** Runs all cells; never throws for what a notebook or a kernel does. */
  async run(): Promise<NotebookResult> {
    const { path, kernel, cwd, signal, parameters, onEvent, onProgress } = this.#job;
    this.#started = performance.now();
    const cells = this.#results.map(({ id, source }) => ({ id, source }));
    onEvent?.({ type: 'notebook-started', path, cells });
    this.#forgetOutputs();
    onProgress?.(this.#notebook);
    let session: KernelSession | undefined;
    try {
      session = await KernelSession.start(kernel, cwd, this.#startLimits(), signal);
      onEvent?.({ type: 'kernel-ready', path, seconds: session.startSeconds });
      const language = session.info['language_info'];
      if (typeof language === 'object' && language !== null && 'name' in language) {
        this.#notebook.metadata.language_info = language as { name: string };
      }
      await this.#runCells(session);
    } catch (error) {
      if (!(error instanceof JupyterError)) throw error;
      if (error instanceof InterruptedStart) this.#end('interrupted', error.message);
      else if (this.#secondsLeft() <= 0) this.#end('timeout', this.#outOfTime());
      else this.#end('dead', error.message);
    } finally {
      const failure = await session?.stop(this.#isKernelStuck);
      if (session && failure) {
        const end = describeExit(failure, session.process);
        this.#end('dead', `The kernel died after its last cell: ${end}`);
      }
    }
    const peakMemoryBytes = session?.process.peakMemoryBytes;
    const standIns = standInsOf(this.#notebook);
    return {
      path,
      title: notebookTitle(this.#notebook, path),
      status: this.#status,
      ...(this.#message !== undefined && { message: this.#message }),
      kernel: kernel.name,
      parameters,
      seconds: (performance.now() - this.#started) / 1000,
      ...(session && { startSeconds: session.startSeconds }),
      ...(peakMemoryBytes !== undefined && { peakMemoryBytes }),
      ...(standIns.length > 0 && { standIns }),
      cells: this.#results,
    };
  }

  /** Of the notebook's own time. */
  #secondsLeft(): number {
    const { notebookSeconds = Infinity } = this.#job.limits;
    return notebookSeconds - (performance.now() - this.#started) / 1000;
  }

  #outOfTime(): string {
    return `The notebook ran longer than ${this.#job.limits.notebookSeconds} s, its --notebook-timeout.`;
  }

  #startLimits(): KernelLimits {
    const { limits } = this.#job;
    return { ...limits, startSeconds: Math.min(limits.startSeconds, this.#secondsLeft()) };
  }

  #timeFor(cell: CodeCell): TimeLimit {
    const seconds = cellTimeout(cell) ?? this.#job.limits.cellSeconds;
    const left = this.#secondsLeft();
    return seconds <= left
      ? { seconds, exceeded: `The cell ran longer than ${seconds} s.` }
      : { seconds: left, exceeded: this.#outOfTime() };
  }

  /** Outputs of an earlier run must not pass for this one's; a cell that is skipped keeps its own. */
  #forgetOutputs(): void {
    for (const cell of this.#cells) {
      if (hasTag(cell, SKIP_TAG)) continue;
      cell.outputs = [];
      cell.execution_count = null;
      delete cell.metadata['execution'];
    }
  }

  async #runCells(session: KernelSession): Promise<void> {
    const { path, onEvent, onProgress } = this.#job;
    for (const [i, cell] of this.#cells.entries()) {
      const result = this.#results[i] as CellResult;
      const position = i + 1;
      if (this.#secondsLeft() <= 0) {
        this.#end('timeout', this.#outOfTime());
        return;
      }
      onEvent?.({ type: 'cell-started', path, position });
      if (hasTag(cell, SKIP_TAG) || joinLines(cell.source).trim() === '') {
        result.status = 'skipped';
      } else {
        await this.#runCell(session, cell, result, position);
      }
      onEvent?.({ type: 'cell-ended', path, position, cell: result });
      onProgress?.(this.#notebook);
      if (this.#status !== 'ok') return;
    }
  }

  async #runCell(
    session: KernelSession,
    cell: CodeCell,
    result: CellResult,
    position: number,
  ): Promise<void> {
    const { path, signal, onEvent } = this.#job;
    const started = performance.now();
    const outcome = await runCell({
      session,
      cell,
      area: new OutputArea(cell.outputs, this.#displayIds),
      time: this.#timeFor(cell),
      ...(signal && { signal }),
      onStream: (name, text) => onEvent?.({ type: 'output', path, position, name, text }),
      onError: (error) => this.#onLateError(cell, result, error),
    });
    result.seconds = (performance.now() - started) / 1000;
    result.executionCount = cell.execution_count;
    result.status = outcome.status;
    if (outcome.error) result.error = outcome.error;
    this.#isKernelStuck = outcome.isKernelStuck;
    const status = STATUS_OF_CELL[outcome.status];
    if (status && outcome.error) {
      const { ename, evalue } = outcome.error;
      this.#end(status, outcome.status === 'error' ? `${ename}: ${evalue}` : evalue);
    }
  }

  /** An error that a cell publishes after its end (a rejected promise, say) fails it all the same. */
  #onLateError(cell: CodeCell, result: CellResult, error: CellError): void {
    if (result.status !== 'ok' || hasTag(cell, RAISES_TAG)) return;
    result.status = 'error';
    result.error = error;
    this.#end('failed', `${error.ename}: ${error.evalue}`);
  }

  #end(status: NotebookStatus, message: string): void {
    if (this.#status !== 'ok') return;
    this.#status = status;
    this.#message = message;
  }
}

/**
 * Runs a notebook in a fresh kernel of its own. The given notebook is not changed. After the first
 * cell that fails the rest is not run; whatever happens, the kernel and all that it started are gone
 * when this resolves.
 *
 * @throws ParameterError where the parameters cannot be set
 */
export async function runNotebook(job: NotebookJob): Promise<ExecutedNotebook> {
  const notebook = structuredClone(injectParameters(job.notebook, job.parameters));
  const result = await new NotebookRun(job, notebook).run();
  return { result, notebook };
}
