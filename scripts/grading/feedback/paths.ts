import { fileNameOf } from '../score/records';

/** Where the page of a student lies, from the overview. */
export function studentPagePath(student: string): string {
  return `feedback/${fileNameOf(student)}.html`;
}

/** Where all answers to a question that is marked by hand lie, from the overview. */
export function markingPagePath(question: string): string {
  return `marking/${fileNameOf(question)}.html`;
}

/** The sheet for marks, with the lines that are open. */
export const MARKING_SHEET = 'to-mark.csv';
