/** What is known of a run while it goes on. */
import type { RunEvent } from './events';
import { isGoodCell, type NotebookResult } from './result';
import type { ExpectedTimes, TimedCell } from './timings';

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
  readonly #expected: ReadonlyMap<string, ExpectedTimes>;
  readonly #cells = new Map<string, readonly TimedCell[]>();
  readonly #jobs: number;

  /**
   * @param paths of all notebooks of the run, in order
   * @param startedAt in milliseconds, by the clock that {@link apply} is given
   * @param expected what notebooks are expected to take, by their paths
   * @param jobs how many run at once
   */
  constructor(
    paths: readonly string[],
    readonly startedAt: number,
    expected: ReadonlyMap<string, ExpectedTimes> = new Map(),
    jobs = 1,
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
    this.#expected = expected;
    this.#jobs = jobs;
  }

  /** Takes an event in; returns the notebook it is about. */
  apply(event: RunEvent, now: number): NotebookProgress {
    const notebook = this.#byPath.get(event.path);
    if (!notebook) throw new Error(`${event.path} is not among the notebooks of this run.`);
    switch (event.type) {
      case 'notebook-started':
        notebook.phase = 'starting';
        notebook.startedAt = now;
        notebook.total = event.cells.length;
        this.#cells.set(event.path, event.cells);
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
      case 'output':
        break;
      case 'notebook-ended':
        notebook.phase = 'done';
        notebook.result = event.result;
        break;
    }
    return notebook;
  }

  /**
   * Seconds that a notebook still needs, judging by how long its cells took in earlier runs; nothing
   * where a cell that is left did not run through before as it is now.
   */
  secondsLeft(notebook: NotebookProgress, now: number): number | undefined {
    const { path, phase, finished, startedAt, cellStartedAt } = notebook;
    const expected = this.#expected.get(path);
    if (phase === 'done' || !expected) return phase === 'done' ? 0 : undefined;
    if (phase === 'waiting') return expected.totalSeconds;
    const since = (milliseconds: number): number => (now - milliseconds) / 1000;
    let left = phase === 'starting' ? Math.max(0, expected.startSeconds - since(startedAt)) : 0;
    for (const [i, cell] of (this.#cells.get(path)?.slice(finished) ?? []).entries()) {
      const seconds = expected.cellSeconds(cell);
      if (seconds === undefined) return undefined;
      const isCurrent = i === 0 && phase === 'running';
      left += isCurrent ? Math.max(0, seconds - since(cellStartedAt)) : seconds;
    }
    return left;
  }

  /** Seconds until all notebooks are done; nothing where that of one is not known. */
  totalSecondsLeft(now: number): number | undefined {
    const ends = Array.from({ length: this.#jobs }, () => 0);
    // What runs comes first: it has its place already.
    const inOrder = [...this.notebooks].sort(
      (a, b) => Number(a.phase === 'waiting') - Number(b.phase === 'waiting'),
    );
    for (const notebook of inOrder) {
      const left = this.secondsLeft(notebook, now);
      if (left === undefined) return undefined;
      const free = ends.indexOf(Math.min(...ends));
      ends[free] = (ends[free] ?? 0) + left;
    }
    return Math.max(...ends);
  }
}
