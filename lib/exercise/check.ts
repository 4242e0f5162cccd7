import { publish } from '../display/display';
import { JUPYTER_DISPLAY } from '../display/mime';
import { CheckResult } from './check-result';
import { Mismatch, Unanswered } from './expect';
import { recordPoints, validPoints } from './points';

/** What is said of an answer that is undefined where points are at stake. */
const NOTHING =
  'It gave nothing back (undefined): is it not written yet, or is a `return` missing?';

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
