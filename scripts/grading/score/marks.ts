/** Marks that somebody gave by hand. */
import Papa from 'papaparse';
import { GradingError } from '../error';
import type { SubmissionResult } from './result';

/** A mark for one question of one student. */
export interface Mark {
  student: string;
  question: string;
  /** Without them the line is only a comment. */
  points?: number;
  comment?: string;
}

/** A name that a spreadsheet would take for a formula is written as text. */
function unescaped(name: string): string {
  return name.replace(/^'(?=[=+\-@\t\r])/, '');
}

const REMEDY = 'Write the columns student, question, points, comment.';

/**
 * Reads marks from CSV with the columns student, question, points and comment, or from JSON: a list
 * of objects with these members.
 *
 * @throws GradingError where a line cannot be understood
 */
export function readMarks(text: string, name: string): Mark[] {
  const rows = text.trimStart().startsWith('[')
    ? (JSON.parse(text) as Record<string, unknown>[])
    : Papa.parse<Record<string, unknown>>(text.trim(), { header: true, skipEmptyLines: true }).data;
  return rows.map((row, i) => {
    const { student, question, points, comment } = row;
    const place = `${name}, mark ${i + 1}`;
    if (typeof student !== 'string' || typeof question !== 'string') {
      throw new GradingError(`${place} has no student or no question.`, REMEDY);
    }
    const isEmpty = points === undefined || points === null || points === '';
    const value = Number(points);
    if (!isEmpty && !Number.isFinite(value)) {
      throw new GradingError(`${place} has ${JSON.stringify(points)} for points.`, REMEDY);
    }
    return {
      student: unescaped(student),
      question,
      ...(!isEmpty && { points: value }),
      ...(typeof comment === 'string' && comment !== '' && { comment }),
    };
  });
}

/**
 * A result with the marks for its student. A mark may also correct what a test gave.
 *
 * @throws GradingError where a question is not known, or the points are more than it has
 */
export function applyMarks(result: SubmissionResult, marks: readonly Mark[]): SubmissionResult {
  const own = marks.filter(({ student }) => student === result.student);
  if (own.length === 0) return result;
  const questions = result.questions.map((each) => ({ ...each }));
  for (const { question, points, comment } of own) {
    const marked = questions.find(({ id }) => id === question);
    if (!marked) {
      throw new GradingError(
        `There is no question '${question}' to mark for ${result.student}.`,
        `There are: ${questions.map(({ id }) => id).join(', ')}.`,
      );
    }
    if (points !== undefined) {
      if (points < 0 || points > marked.points) {
        throw new GradingError(
          `${points} points for '${question}' of ${result.student} are not between 0 and ${marked.points}.`,
          'Correct the mark.',
        );
      }
      marked.earned = points;
    }
    if (comment !== undefined) marked.comment = comment;
  }
  return { ...result, questions };
}
