import { inspect } from 'node:util';
import { escapeHtml } from '../display/html';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';

/** What a check found. */
export type CheckStatus = 'passed' | 'not yet' | 'not answered';

const HEADS: Record<CheckStatus, { text: string; colour: string }> = {
  passed: { text: '✓ Right', colour: '#009e73' },
  'not yet': { text: '✗ Not yet', colour: '#d55e00' },
  'not answered': { text: '○ Not answered yet', colour: '#888888' },
};

/** The answer of a check, in words; it shows itself as the result of a cell. */
export class CheckResult implements Displayable {
  /** What was earned; undefined where the check is worth no points. */
  readonly earned: number | undefined;

  constructor(
    /** Which exercise. */
    readonly name: string,
    readonly status: CheckStatus,
    /** What was expected, what came, and a hint; empty where there is nothing to say. */
    readonly words: readonly string[],
    /** What the check is worth, where it is worth points. */
    readonly points?: number,
    /** The hint among the words. */
    readonly hint?: string,
  ) {
    this.earned = points === undefined ? undefined : status === 'passed' ? points : 0;
  }

  get #title(): string {
    const points = this.points === undefined ? '' : ` (${this.earned} of ${this.points} points)`;
    return this.name + points;
  }

  toString(): string {
    return [`${HEADS[this.status].text}: ${this.#title}`, ...this.words].join('\n  ');
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const { text, colour } = HEADS[this.status];
    const lines = this.words.map((word) => `<div>${escapeHtml(word)}</div>`).join('');
    const html =
      `<div style="border-left: 4px solid ${colour}; padding: 0.3em 0.8em; margin: 0.3em 0">` +
      `<div><strong>${text}</strong>: ${escapeHtml(this.#title)}</div>${lines}</div>`;
    return { 'text/html': html, 'text/plain': this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
