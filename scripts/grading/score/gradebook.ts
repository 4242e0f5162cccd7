/** All grades of an assignment: what is written to grades.json, and what all reports read. */
import { exactPoints } from '../../../lib/exercise/points';
import { latePenalty, type LatePolicy } from './late';
import { totalOf, type QuestionResult, type SubmissionResult } from './result';

/** A score that a student had before. */
export interface EarlierScore {
  earned: number;
  points: number;
}

/** A student's line. */
export interface StudentGrade {
  student: string;
  status: SubmissionResult['status'];
  reason?: string;
  points: number;
  /** Before anything is taken off. */
  raw: number;
  /** Taken off for being late. */
  penalty: number;
  score: number;
  /** Questions that wait for a mark. */
  open: number;
  submittedAt?: string;
  questions: Pick<
    QuestionResult,
    'id' | 'title' | 'points' | 'earned' | 'kind' | 'checks' | 'failure' | 'comment'
  >[];
  flags: string[];
  /** From grading an earlier submission or an earlier version of the assignment, the oldest first. */
  history: EarlierScore[];
}

/** The grades of an assignment. */
export interface Gradebook {
  version: 1;
  assignment: string;
  due?: string;
  points: number;
  questions: { id: string; title: string; points: number; kind: QuestionResult['kind'] }[];
  students: StudentGrade[];
}

/** A question that is marked by hand. */
export interface MarkedQuestion {
  id: string;
  title: string;
  points: number;
  /** What the assignment says to those who mark it. */
  scheme: string;
}

/** A result with what is known of its being handed in. */
export interface GradedSubmission {
  result: SubmissionResult;
  submittedAt?: string;
  history: EarlierScore[];
}

function gradeOf(
  { result, submittedAt, history }: GradedSubmission,
  points: number,
  policy: LatePolicy | undefined,
): StudentGrade {
  const { student, status, reason, flags } = result;
  const { earned: raw, open } = totalOf(result);
  const penalty = latePenalty(raw, submittedAt, policy);
  return {
    student,
    status,
    ...(reason !== undefined && { reason }),
    points,
    raw,
    penalty,
    score: exactPoints(raw - penalty),
    open,
    ...(submittedAt !== undefined && { submittedAt }),
    questions: result.questions.map(
      ({ id, title, points: worth, earned, kind, checks, failure, comment }) => ({
        id,
        title,
        points: worth,
        earned,
        kind,
        checks,
        ...(failure && { failure }),
        ...(comment !== undefined && { comment }),
      }),
    ),
    flags,
    history,
  };
}

/** Puts the grades together; students in the order that they come in. */
export function makeGradebook(
  assignment: string,
  questions: Gradebook['questions'],
  submissions: readonly GradedSubmission[],
  policy?: LatePolicy,
): Gradebook {
  const points = questions.reduce((sum, each) => sum + each.points, 0);
  return {
    version: 1,
    assignment,
    ...(policy && { due: policy.due }),
    points,
    questions,
    students: submissions.map((each) => gradeOf(each, points, policy)),
  };
}
