/** What is taken off for handing in late. */
import { exactPoints } from '../../../lib/exercise/points';

/** A policy for late submissions. */
export interface LatePolicy {
  /** ISO time. */
  due: string;
  /** Per cent of the score that each day begun after it costs. */
  perDay: number;
  /** Hours after `due` that cost nothing. */
  graceHours: number;
}

const HOUR = 3_600_000;
const DAYS = 24;

/**
 * Points to be taken off a score: at most all of it.
 *
 * @param submittedAt ISO time; nothing is taken off where it is not known
 */
export function latePenalty(
  score: number,
  submittedAt: string | undefined,
  policy: LatePolicy | undefined,
): number {
  if (!policy || submittedAt === undefined) return 0;
  const hours = (Date.parse(submittedAt) - Date.parse(policy.due)) / HOUR - policy.graceHours;
  if (!(hours > 0)) return 0;
  const share = Math.min(1, (Math.ceil(hours / DAYS) * policy.perDay) / 100);
  return exactPoints(score * share);
}
