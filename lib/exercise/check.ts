import { inspect } from 'node:util';
import { escapeHtml } from '../display/html';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { Mismatch, Unanswered } from './expect';

/** What a check found. */
export type CheckStatus = 'passed' | 'not yet' | 'not answered';

const HEADS: Record<CheckStatus, { text: string; colour: string }> = {
  passed: { text: '✓ Right', colour: '#009e73' },
  'not yet': { text: '✗ Not yet', colour: '#d55e00' },
  'not answered': { text: '○ Not answered yet', colour: '#888888' },
};

/** The answer of a check, in words; it shows itself as the result of a cell. */
export class CheckResult implements Displayable {
  constructor(
    /** Which exercise. */
    readonly name: string,
    readonly status: CheckStatus,
    /** What was expected, what came, and a hint; empty where there is nothing to say. */
    readonly words: readonly string[],
  ) {}

  toString(): string {
    return [`${HEADS[this.status].text}: ${this.name}`, ...this.words].join('\n  ');
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const { text, colour } = HEADS[this.status];
    const lines = this.words.map((word) => `<div>${escapeHtml(word)}</div>`).join('');
    const html =
      `<div style="border-left: 4px solid ${colour}; padding: 0.3em 0.8em; margin: 0.3em 0">` +
      `<div><strong>${text}</strong>: ${escapeHtml(this.name)}</div>${lines}</div>`;
    return { 'text/html': html, 'text/plain': this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * Checks an exercise at once, visibly, and never throws: an exercise without an answer is told to be
 * so, an error in the answer is quoted.
 *
 * @param name what the exercise is called
 * @param test compares the answer by {@link expectClose}, {@link expectEqual} or {@link expectTrue};
 *   an answer that is undefined counts as not given
 * @param hint shown while the answer is not right
 */
export function check(name: string, test: () => void, hint?: string): CheckResult {
  const hints = hint ? [`Hint: ${hint}`] : [];
  try {
    test();
    return new CheckResult(name, 'passed', []);
  } catch (error) {
    if (error instanceof Unanswered) return new CheckResult(name, 'not answered', hints);
    const words = error instanceof Mismatch ? error.words : [`Your answer throws ${String(error)}`];
    return new CheckResult(name, 'not yet', [...words, ...hints]);
  }
}
