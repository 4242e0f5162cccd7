/** Writes everything that is told of the grades. */
import path from 'node:path';
import { writeWhole } from '../../jupyter/write-whole';
import { renderMarkingPage } from '../feedback/marking-page';
import { renderOverviewPage } from '../feedback/overview-page';
import { MARKING_SHEET, markingPagePath, studentPagePath } from '../feedback/paths';
import { renderStudentPage } from '../feedback/student-page';
import type { Gradebook, MarkedQuestion } from '../score/gradebook';
import type { SubmissionResult } from '../score/result';
import { renderCsv, renderMarkingSheet } from './csv';
import { renderJunit } from './junit';

/** What the reports are made from. */
export interface ReportInput {
  book: Gradebook;
  /** In the order of the book's students. */
  results: readonly SubmissionResult[];
  /** That grading took, by student. */
  seconds: ReadonlyMap<string, number>;
  /** Grade ids of the assignment, in its order. */
  order: readonly string[];
  byHand: readonly MarkedQuestion[];
}

/**
 * Writes grades.json, grades.csv, junit.xml, index.html, a page for each student, and for each
 * question that is marked by hand; and a sheet for those marks.
 */
export async function writeGradeReports(
  folder: string,
  { book, results, seconds, order, byHand }: ReportInput,
): Promise<void> {
  const write = (name: string, text: string): Promise<void> =>
    writeWhole(path.join(folder, name), text);
  await write('grades.json', `${JSON.stringify(book, null, 2)}\n`);
  await write('grades.csv', renderCsv(book));
  await write('junit.xml', renderJunit(book));
  for (const [i, grade] of book.students.entries()) {
    const result = results[i];
    if (!result) continue;
    const html = renderStudentPage(book.assignment, grade, result, order);
    await write(studentPagePath(grade.student), html);
  }
  for (const question of byHand) {
    await write(markingPagePath(question.id), renderMarkingPage(book, question, results, order));
  }
  await write(MARKING_SHEET, renderMarkingSheet(book));
  await write('index.html', renderOverviewPage(book, seconds));
}
