import { displayChannel } from '../display/display';
import type { MimeBundle } from '../display/mime';
import { Progress } from '../display/progress';

/** How long a loader computes before it lets output and interrupts through, in milliseconds. */
const YIELD_AFTER = 50;

/**
 * The one line that loading a data set leaves: progress while that takes long, and at the end what was
 * loaded, in the same words whether it came from the network or from a cache.
 */
export class LoadingLine {
  private progress: Progress | undefined;
  private resumed = performance.now();

  /** Begins to count something. */
  begin(total: number, unit: string): void {
    if (this.progress) this.progress.restart(total, unit);
    else this.progress = new Progress(total, unit);
  }

  /** Tells how far it is; costs next to nothing where that was told just now. */
  update(done: number, detail?: () => string): void {
    this.progress?.update(done, detail);
  }

  /** Lets output and interrupts through now and then. */
  async breathe(): Promise<void> {
    if (performance.now() - this.resumed < YIELD_AFTER) return;
    await new Promise((resolve) => setImmediate(resolve));
    displayChannel()?.interruption?.()?.throwIfAborted();
    this.resumed = performance.now();
  }

  /** The last words. */
  finish(text: string, more?: MimeBundle): void {
    this.progress ??= new Progress(1, 'data set');
    this.progress.finish(text, more);
  }
}
