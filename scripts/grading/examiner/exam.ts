/** What the tests' process is given to do, and what it tells of it. */
import type { CellOutcome } from '../remote/messages';
import type { RunnableCell } from '../remote/run-cell';

/** A step of an examination, in the order of the notebook. */
export type Step =
  /** Let the student's process run a cell of its own. */
  | { kind: 'student'; id: string; cell: number }
  /** Run what tests need and what owes nothing to the student. */
  | { kind: 'own'; id: string; cell: RunnableCell }
  | { kind: 'test'; id: string; cell: RunnableCell; points: number };

export interface Exam {
  projectRoot: string;
  steps: Step[];
  /** Names whose values are the student's. */
  remote: string[];
}

/** A check for points, as it went. */
export interface CheckOutcome {
  name: string;
  points: number;
  earned: number;
  /** What was expected and what came. */
  words: string[];
  hint?: string;
  isHidden: boolean;
}

/** How a test cell went. */
export interface TestOutcome {
  earned: number;
  checks: CheckOutcome[];
  /** What ended the cell, or made it fail. */
  failure?: { message: string; isHidden: boolean };
  /** The cell has hidden tests, and came to them. */
  reachedHidden: boolean;
}

/** What the tests' process reports, one JSON a line. */
export type Report =
  /** The student's process has started, and none of its code has run. */
  | { type: 'ready' }
  | { type: 'begun'; step: number }
  | { type: 'ran'; step: number; outcome: CellOutcome; afterHidden: boolean }
  | { type: 'checked'; step: number; check: CheckOutcome }
  | { type: 'tested'; step: number; outcome: TestOutcome }
  /** The assignment's own code fails: no submission can be graded. */
  | { type: 'broken'; step: number; message: string }
  /** The student's process ended. */
  | { type: 'ended'; step: number; reason: string }
  | { type: 'done' };
