/** Points of an assignment's checks, as they are earned in the running cell. */
import { ArgumentError } from '../errors';
import type { CheckResult } from './check-result';

/** Below one part of this, a difference between sums of points is rounding. */
const EXACTNESS = 1e9;

/** A sum or difference of points without what float arithmetic adds to it. */
export function exactPoints(points: number): number {
  return Math.round(points * EXACTNESS) / EXACTNESS;
}

let results: CheckResult[] = [];
let observer: ((result: CheckResult) => void) | undefined;

/** Remembers a check that is worth points. */
export function recordPoints(result: CheckResult): void {
  results.push(result);
  observer?.(result);
}

/** Lets a program that grades see each check with points as soon as it is decided. */
export function observePoints(listener: ((result: CheckResult) => void) | undefined): void {
  observer = listener;
}

/** The points of a check must be a number that can be added up. */
export function validPoints(points: number): number {
  if (points >= 0 && Number.isFinite(points)) return points;
  throw new ArgumentError(`${points} are no points.`, 'Give a number, 0 or greater.');
}

/**
 * The sum of the points that the checks since the last call have earned. A test cell with checks for
 * points ends with it: the number is the cell's score.
 */
export function earnedPoints(): number {
  const sum = results.reduce((total, { earned = 0 }) => total + earned, 0);
  results = [];
  return exactPoints(sum);
}
