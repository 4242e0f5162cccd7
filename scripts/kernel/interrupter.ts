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

export class Interrupter {
  private timer?: NodeJS.Timeout;

  /** @param notify tells the main thread, which sees it when it is free */
  constructor(
    private readonly state: SharedState,
    private readonly notify: () => void,
  ) {}

  /** Interrupts the running cell; without one nothing happens. */
  interrupt(): void {
    if (!this.state.isRunning) return;
    clearTimeout(this.timer);
    this.state.interrupted = true;
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
    this.timer = setTimeout(() => this.terminate(), RETRY_MS);
  }
}
