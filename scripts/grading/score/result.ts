/** Grades as data: what all reports read. */
import { exactPoints } from '../../../lib/exercise/points';
import type { TypeComplaint } from '../code/type-complaints';
import type { CheckOutcome } from '../examiner/exam';

/** How a question, one cell with points, came out. */
export interface QuestionResult {
  /** Its grade id. */
  id: string;
  /** The heading above it. */
  title: string;
  points: number;
  /** Null where somebody has yet to mark it. */
  earned: number | null;
  kind: 'test' | 'manual';
  /** Its checks for points, in order. */
  checks: CheckOutcome[];
  /** What made it fail as a whole. */
  failure?: { message: string; isHidden: boolean };
  /** Told where a hidden test fails. */
  hint?: string;
  /** It has hidden tests. */
  hasHidden: boolean;
  /** What somebody who marked it says. */
  comment?: string;
}

/** An answer, or another cell of the student's, as it ran. */
export interface CellReport {
  /** Grade id, or the cell's id where it is the student's own. */
  id: string;
  title: string;
  source: string;
  kind: 'code' | 'markdown';
  status: 'ok' | 'error' | 'not-run';
  /** With the line of the cell, from 1. */
  error?: { name: string; message: string; line?: number };
  printed: string;
  shown: Record<string, string>[];
  /** Hidden tests had run before: what it says may repeat what they asked. */
  afterHidden: boolean;
  /** What the compiler says of its types, looked for where something is not right. */
  complaints: TypeComplaint[];
  /** The student wrote it. */
  isAnswer: boolean;
  /** It belongs to what is marked by hand: an answer, or what shows one. */
  isManual: boolean;
}

/** A graded submission. */
export interface SubmissionResult {
  student: string;
  /** File name of the submission. */
  file: string;
  status: 'graded' | 'refused';
  /** Why it was refused. */
  reason?: string;
  questions: QuestionResult[];
  cells: CellReport[];
  /** What a teacher should look at. */
  flags: string[];
}

/** How a question stands, in a word. */
export function questionState({
  earned,
  points,
}: Pick<QuestionResult, 'earned' | 'points'>): 'right' | 'partly' | 'wrong' | 'open' {
  if (earned === null) return 'open';
  if (earned >= points) return 'right';
  return earned > 0 ? 'partly' : 'wrong';
}

/** Points of a submission. */
export interface Total {
  earned: number;
  points: number;
  /** Cells that wait for a mark. */
  open: number;
}

/** The sum over questions; those that wait for a mark count as 0. */
export function totalOf({ questions }: Pick<SubmissionResult, 'questions'>): Total {
  const sum = (values: number[]): number =>
    exactPoints(values.reduce((total, each) => total + each, 0));
  return {
    earned: sum(questions.map(({ earned }) => earned ?? 0)),
    points: sum(questions.map(({ points }) => points)),
    open: questions.filter(({ earned }) => earned === null).length,
  };
}
