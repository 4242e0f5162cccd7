import { inspect } from 'node:util';
import type { CheckResult } from '../../../lib/exercise/check-result';
import { earnedPoints, exactPoints, observePoints } from '../../../lib/exercise/points';
import type { CellSession, RunnableCell } from '../remote/run-cell';
import type { CheckOutcome, TestOutcome } from './exam';
import type { FaultRecord } from './faults';

const MAX_TEXT = 4000;

/** Whether the test that runs is within a region of hidden tests. */
export interface HiddenState {
  isHidden: boolean;
  wasReached: boolean;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) {
    const isAssertion = error.name === 'AssertionError' || error.name === 'RemoteFault';
    return (isAssertion ? error.message : `${error.name}: ${error.message}`).slice(0, MAX_TEXT);
  }
  return inspect(error).slice(0, MAX_TEXT);
}

/** Points of a cell without checks: all, or the number that it ends with. */
function pointsOf(value: unknown, points: number): { earned: number; failure?: string } {
  if (typeof value !== 'number') return { earned: points };
  if (value >= 0 && value <= points) return { earned: value };
  return { earned: 0, failure: `The test gives ${value}, which is not between 0 and ${points}.` };
}

/**
 * Runs a test cell. What it is worth is decided here, where no code of the student's runs.
 *
 * @param faults emptied before the cell; each of them fails the check, or else the cell, that met it
 * @param onCheck told at once, as the cell may not come to its end
 */
export async function runTest(
  session: CellSession,
  cell: RunnableCell,
  points: number,
  faults: FaultRecord,
  hidden: HiddenState,
  onCheck: (check: CheckOutcome) => void,
): Promise<TestOutcome> {
  const checks: CheckOutcome[] = [];
  let faultsBefore = 0;
  faults.reset();
  Object.assign(hidden, { isHidden: false, wasReached: false });
  observePoints((result: CheckResult) => {
    const isFaulty = faults.count > faultsBefore;
    faultsBefore = faults.count;
    const words = result.words.filter((word) => word !== `Hint: ${result.hint}`);
    const check: CheckOutcome = {
      name: result.name,
      points: result.points ?? 0,
      earned: isFaulty ? 0 : (result.earned ?? 0),
      words: (isFaulty && words.length === 0 ? [faults.first ?? ''] : words).map((word) =>
        word.slice(0, MAX_TEXT),
      ),
      ...(result.hint !== undefined && { hint: result.hint }),
      isHidden: hidden.isHidden,
    };
    checks.push(check);
    onCheck(check);
  });
  let failure: TestOutcome['failure'];
  let value: unknown;
  try {
    value = await session.run(cell);
    // The last expression may be a promise.
    value = await value;
  } catch (error) {
    failure = { message: messageOf(error), isHidden: hidden.isHidden };
  } finally {
    observePoints(undefined);
    earnedPoints();
  }
  if (!failure && faults.count > faultsBefore) {
    failure = { message: faults.first ?? '', isHidden: hidden.wasReached };
  }
  const outcome = { checks, reachedHidden: hidden.wasReached };
  if (failure) return { earned: 0, failure, ...outcome };
  if (checks.length > 0) {
    const sum = checks.reduce((total, { earned }) => total + earned, 0);
    return { earned: Math.min(points, exactPoints(sum)), ...outcome };
  }
  const { earned, failure: message } = pointsOf(value, points);
  return { earned, ...(message && { failure: { message, isHidden: false } }), ...outcome };
}
