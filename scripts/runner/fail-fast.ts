import { isGood, type NotebookResult } from './result';

/** Lets the first failure stop what runs, and what was not begun. */
export class FailFast {
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
