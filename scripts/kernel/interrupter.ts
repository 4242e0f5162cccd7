/**
 * Stops the user's code from another thread. Where the main thread is free (an await that never
 * ends), it ends the cell itself; where it is blocked (an endless loop, also one after an await),
 * V8 terminates what runs.
 */
import { Session as InspectorSession } from 'node:inspector';
import type { SharedState } from './threads';

/** Time for the main thread to take notice by itself. */
const NOTICE_MS = 120;
/** Code that is in a native call when it is terminated stops when it comes back: try again. */
const RETRY_MS = 250;
/** After so many tries the user is told why nothing happens. */
const TRIES_BEFORE_NOTICE = 6;

export class Interrupter {
  private timer?: NodeJS.Timeout;
  private tries = 0;

  /**
   * @param notify tells the main thread, which sees it when it is free
   * @param explain tells the user
   */
  constructor(
    private readonly state: SharedState,
    private readonly notify: () => void,
    private readonly explain: (message: string) => void,
  ) {}

  /** Interrupts the running cell; without one nothing happens. */
  interrupt(): void {
    if (!this.state.isRunning) return;
    clearTimeout(this.timer);
    this.state.interrupted = true;
    this.tries = 0;
    this.notify();
    this.timer = setTimeout(() => this.terminate(), NOTICE_MS);
  }

  private terminate(): void {
    // The main thread clears the flag when it has seen the interrupt.
    if (!this.state.interrupted || !this.state.isRunning) return;
    const session = new InspectorSession();
    // Node has it since 20.11; its types came later.
    (session as unknown as { connectToMainThread(): void }).connectToMainThread();
    session.post('Runtime.terminateExecution', () => session.disconnect());
    if (++this.tries === TRIES_BEFORE_NOTICE) {
      this.explain(
        'The interrupt has arrived, but the cell is in a native call. It stops when the call ' +
          'returns; restart the kernel if it does not.\n',
      );
    }
    this.timer = setTimeout(() => this.terminate(), RETRY_MS);
  }
}
