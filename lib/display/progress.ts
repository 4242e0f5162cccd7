import { escapeHtml } from './html';
import { displayChannel, publish } from './display';
import type { MimeBundle } from './mime';

/** How long what is shown stays as it is, at least, in milliseconds. */
const REFRESH = 200;
const CLEAR_LINE = '\r\u001b[2K';

let shown = 0;

/**
 * A line that tells how far a long computation has come and how long it will take, kept up to date in
 * one place. It ends in a text without times, so that two runs of a notebook leave the same output.
 */
export class Progress {
  private readonly displayId = `latentlab-progress-${++shown}`;
  private start = performance.now();
  private refreshed = -Infinity;
  private published = false;

  constructor(
    /** How many of them make the whole, at least 1. */
    private total: number,
    /** What is counted, in the plural. */
    private unit: string,
  ) {
    this.update(0);
  }

  /** Begins to count something else in the same place. */
  restart(total: number, unit: string): void {
    this.total = total;
    this.unit = unit;
    this.start = performance.now();
    this.refreshed = -Infinity;
    this.update(0);
  }

  /**
   * Tells how far things are; costs next to nothing where the display was refreshed just now.
   * @param done how many are done
   * @param detail a few words more, as the loss
   */
  update(done: number, detail: () => string = () => ''): void {
    const now = performance.now();
    if (now - this.refreshed < REFRESH) return;
    this.refreshed = now;
    const left = done > 0 ? ((now - this.start) * (this.total - done)) / done / 1000 : undefined;
    const estimate = left === undefined ? '' : `about ${roundSeconds(left)} left`;
    const parts = [`${done} of ${this.total} ${this.unit}`, estimate, detail()];
    this.show(parts.filter(Boolean).join(', '), done / this.total);
  }

  /**
   * Replaces the line by its last words, which must be the same in every run.
   * @param more representations beside the text and the line, for programs that read them
   */
  finish(text: string, more: MimeBundle = {}): void {
    this.show(text, undefined, more);
    if (!displayChannel() && process.stdout.isTTY) process.stdout.write('\n');
  }

  private show(text: string, fraction?: number, more: MimeBundle = {}): void {
    if (displayChannel()) {
      const bar =
        fraction === undefined ? '' : `<progress value="${fraction.toFixed(3)}"></progress> `;
      const html = `<div>${bar}${escapeHtml(text)}</div>`;
      const options = { displayId: this.displayId, update: this.published };
      publish({ 'text/html': html, 'text/plain': text, ...more }, options);
      this.published = true;
    } else if (process.stdout.isTTY) {
      process.stdout.write(CLEAR_LINE + text.slice(0, process.stdout.columns - 1));
    } else if (fraction === undefined) {
      process.stdout.write(`${text}\n`);
    }
  }
}

function roundSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
