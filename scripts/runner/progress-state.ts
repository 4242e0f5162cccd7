/** What is known of a run while it goes on. */
import type { RunEvent } from './events';
import { isGoodCell, type NotebookResult, type RunResult } from './result';

/** One notebook's progress. */
export interface NotebookProgress {
  path: string;
  phase: 'waiting' | 'starting' | 'running' | 'done';
  /** Code cells that have ended as they should. */
  finished: number;
  /** All code cells; 0 before the notebook was read. */
  total: number;
  /** In milliseconds, by the clock that {@link ProgressState.apply} is given. */
  startedAt: number;
  cellStartedAt: number;
  result?: NotebookResult;
}

/** Progress of a run, fed with its events. */
export class ProgressState {
  readonly notebooks: NotebookProgress[];
  readonly #byPath: Map<string, NotebookProgress>;
  readonly #earlier = new Map<string, NotebookResult>();
  readonly #cellIds = new Map<string, readonly string[]>();

  /**
   * @param paths of all notebooks of the run, in order
   * @param startedAt in milliseconds, by the clock that {@link apply} is given
   * @param earlier result of an earlier run, from which the time left is estimated
   */
  constructor(
    paths: readonly string[],
    readonly startedAt: number,
    earlier?: RunResult,
  ) {
    this.notebooks = paths.map((path) => ({
      path,
      phase: 'waiting',
      finished: 0,
      total: 0,
      startedAt: 0,
      cellStartedAt: 0,
    }));
    this.#byPath = new Map(this.notebooks.map((notebook) => [notebook.path, notebook]));
    for (const result of earlier?.notebooks ?? []) this.#earlier.set(result.path, result);
  }

  /** Takes an event in; returns the notebook it is about. */
  apply(event: RunEvent, now: number): NotebookProgress {
    const notebook = this.#byPath.get(event.path);
    if (!notebook) throw new Error(`${event.path} is not among the notebooks of this run.`);
    switch (event.type) {
      case 'notebook-started':
        notebook.phase = 'starting';
        notebook.startedAt = now;
        notebook.total = event.cellIds.length;
        this.#cellIds.set(event.path, event.cellIds);
        break;
      case 'kernel-ready':
        notebook.phase = 'running';
        break;
      case 'cell-started':
        notebook.cellStartedAt = now;
        break;
      case 'cell-ended':
        if (isGoodCell(event.cell)) notebook.finished = event.position;
        break;
      case 'notebook-ended':
        notebook.phase = 'done';
        notebook.result = event.result;
        break;
    }
    return notebook;
  }

  /**
   * Seconds that a running notebook still needs, judging by how long its cells took in the earlier
   * run; nothing where a cell that is left was not run then.
   */
  secondsLeft(
    { path, finished, cellStartedAt }: NotebookProgress,
    now: number,
  ): number | undefined {
    const earlier = this.#earlier.get(path);
    const left = this.#cellIds.get(path)?.slice(finished);
    if (!earlier || !left) return undefined;
    const seconds = left.map((id) =>
      earlier.cells.find((cell) => cell.id === id && isGoodCell(cell)),
    );
    if (seconds.some((cell) => cell === undefined)) return undefined;
    const [current = 0, ...rest] = seconds.map((cell) => cell?.seconds ?? 0);
    const currentLeft = Math.max(0, current - (now - cellStartedAt) / 1000);
    return rest.reduce((sum, cell) => sum + cell, currentLeft);
  }
}
