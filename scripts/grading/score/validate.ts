/** What a student can find out before handing in. */
import type { Notebook } from '../../jupyter/nbformat';
import { cellChecksum } from '../assignment/checksum';
import { cellName } from '../assignment/faults';
import { gradeId, isLocked, nbgraderOf } from '../assignment/metadata';
import { Compiler } from '../code/compiler';
import { AssignmentError } from '../error';
import { planAssignment } from '../plan/assignment-plan';
import { gradeSubmission } from './grade-submission';
import { processOptions } from './machine';
import type { SubmissionResult } from './result';

/** What is known of a notebook before it is handed in. */
export interface Validation {
  result: SubmissionResult;
  /** Locked cells that are not as they were handed out, by name. */
  changed: string[];
}

/** Locked cells whose checksum is not that of their release, by name. */
export function changedCells({ cells }: Notebook): string[] {
  return cells.flatMap((cell, index) => {
    const { checksum } = nbgraderOf(cell) ?? {};
    const isChanged = isLocked(cell) && checksum !== undefined && checksum !== cellChecksum(cell);
    return isChanged ? [cellName(cell, index)] : [];
  });
}

/**
 * Runs a student's notebook with the tests that are in it. It is the student's own: nothing is kept
 * apart.
 *
 * @throws AssignmentError where it is no assignment
 */
export async function validateNotebook(
  notebook: Notebook,
  name: string,
  projectRoot: string,
  signal?: AbortSignal,
): Promise<Validation> {
  if (!notebook.cells.some((cell) => gradeId(cell) !== undefined)) {
    throw new AssignmentError(
      `${name} has no cells to be graded.`,
      'Name the notebook that you were given, with your answers in it.',
    );
  }
  const compiler = new Compiler(projectRoot);
  try {
    const result = await gradeSubmission(notebook, '', name, {
      plan: planAssignment(notebook, 'quick'),
      released: notebook,
      compile: (cells) => compiler.compile(cells),
      complaints: (cells) => compiler.complaints(cells),
      ...processOptions(projectRoot, 'none', 0),
      signal,
    });
    return { result, changed: changedCells(notebook) };
  } finally {
    compiler.end();
  }
}
