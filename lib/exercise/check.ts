import { inspect } from 'node:util';
import { publish } from '../display/display';
import { escapeHtml } from '../display/html';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { Mismatch, Unanswered } from './expect';
import { recordPoints, validPoints } from './points';

/** What a check found. */
export type CheckStatus = 'passed' | 'not yet' | 'not answered';

const HEADS: Record<CheckStatus, { text: string; colour: string }> = {
  passed: { text: '✓ Right', colour: '#009e73' },
  'not yet': { text: '✗ Not yet', colour: '#d55e00' },
  'not answered': { text: '○ Not answered yet', colour: '#888888' },
};

/** What is said of an answer that is undefined where points are at stake. */
const NOTHING =
  'It gave nothing back (undefined): is it not written yet, or is a `return` missing?';

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

/**
 * Checks an exercise at once, visibly, and never throws: an exercise without an answer is told to be
 * so, an error in the answer is quoted.
 *
 * @param name what the exercise is called
 * @param test compares the answer by {@link expectClose}, {@link expectEqual} or {@link expectTrue};
 *   an answer that is undefined counts as not given
 * @param hint shown while the answer is not right
 */
export function check(name: string, test: () => void, hint?: string): CheckResult;
/**
 * A check of an assignment: shows itself at once, and is worth points. The test cell that holds it
 * ends with {@link earnedPoints}.
 *
 * @param points what a right answer earns; a wrong one earns nothing
 * @throws ArgumentError where `points` is negative or not finite
 */
export function check(
  name: string,
  points: number,
  test: () => Promise<void>,
  hint?: string,
): Promise<CheckResult>;
export function check(name: string, points: number, test: () => void, hint?: string): CheckResult;
export function check(
  name: string,
  ...args:
    | [test: () => void, hint?: string]
    | [points: number, test: () => void | Promise<void>, hint?: string]
): CheckResult | Promise<CheckResult> {
  if (typeof args[0] !== 'number') {
    const [test, hint] = args as [() => void, string?];
    return judge(name, test, hint);
  }
  const [points, test, hint] = args as [number, () => void | Promise<void>, string?];
  validPoints(points);
  const outcome = judge(name, test, hint, points);
  return outcome instanceof Promise ? outcome.then(announce) : announce(outcome);
}

function judge(name: string, test: () => void, hint?: string): CheckResult;
function judge(
  name: string,
  test: () => void | Promise<void>,
  hint: string | undefined,
  points: number,
): CheckResult | Promise<CheckResult>;
function judge(
  name: string,
  test: () => void | Promise<void>,
  hint?: string,
  points?: number,
): CheckResult | Promise<CheckResult> {
  const passed = (): CheckResult => new CheckResult(name, 'passed', [], points, hint);
  const failed = (error: unknown): CheckResult => {
    const hints = hint ? [`Hint: ${hint}`] : [];
    const isOpen = error instanceof Unanswered;
    const words = isOpen ? (points === undefined ? [] : [NOTHING]) : wordsOf(error);
    const status = isOpen ? 'not answered' : 'not yet';
    return new CheckResult(name, status, [...words, ...hints], points, hint);
  };
  try {
    const running = test();
    return running instanceof Promise ? running.then(passed, failed) : passed();
  } catch (error) {
    return failed(error);
  }
}

function wordsOf(error: unknown): readonly string[] {
  if (error instanceof Mismatch) return error.words;
  // What a test says with node:assert is its own, not the answer's.
  if (error instanceof Error && error.name === 'AssertionError') return [error.message];
  return [`Your answer throws ${String(error)}`];
}

function announce(result: CheckResult): CheckResult {
  recordPoints(result);
  publish(result[JUPYTER_DISPLAY]());
  return result;
}
