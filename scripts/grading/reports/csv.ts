import Papa from 'papaparse';
import type { Gradebook } from '../score/gradebook';

/** nbgrader's columns of exported grades, and behind them one for each question. */
const COLUMNS = [
  'assignment',
  'duedate',
  'timestamp',
  'student_id',
  'last_name',
  'first_name',
  'email',
  'raw_score',
  'late_submission_penalty',
  'score',
  'max_score',
];

/** The grades as CSV. What a spreadsheet would take for a formula is made text. */
export function renderCsv(book: Gradebook): string {
  const questions = book.questions.map(({ id }) => id);
  const rows = book.students.map((grade) => {
    const byQuestion = new Map(grade.questions.map(({ id, earned }) => [id, earned]));
    return [
      book.assignment,
      book.due ?? '',
      grade.submittedAt ?? '',
      grade.student,
      '',
      '',
      '',
      grade.raw,
      grade.penalty,
      grade.score,
      book.points,
      ...questions.map((id) => byQuestion.get(id) ?? ''),
    ];
  });
  const fields = [...COLUMNS, ...questions.map((id) => `question ${id}`)];
  const text = Papa.unparse({ fields, data: rows }, { escapeFormulae: true, newline: '\n' });
  return `${text}\n`;
}

/** The lines that somebody is to fill in with marks, as `--manual` takes them. */
export function renderMarkingSheet({ students }: Gradebook): string {
  const data = students.flatMap(({ student, questions }) =>
    questions.filter(({ earned }) => earned === null).map(({ id }) => [student, id, '', '']),
  );
  const fields = ['student', 'question', 'points', 'comment'];
  return `${Papa.unparse({ fields, data }, { escapeFormulae: true, newline: '\n' })}\n`;
}
