/** What is done with one submission, step by step. */
import type { Step } from '../examiner/exam';
import { hasTag, type Cell, type Notebook } from '../../jupyter/nbformat';
import { cellTimeout, SKIP_TAG } from '../../jupyter/tags';
import {
  gradeId,
  isGrade,
  isMarkedByHand,
  isSolution,
  isTask,
  isTest,
} from '../assignment/metadata';
import type { CellSource, CompiledCell } from '../code/compile-cells';
import { codeOf, type AssignmentPlan } from './assignment-plan';
import { layOver, type SubmittedPart } from './submitted-cells';

/** A code cell that the student's process is to run. */
export interface StudentSource extends CellSource {
  cell: Cell;
  /** The assignment's cell that it answers or is. */
  original?: Cell;
  isShown: boolean;
}

/** A submission, before its cells are compiled. */
export interface SubmissionDraft {
  parts: SubmittedPart[];
  sources: StudentSource[];
  flags: string[];
}

/** Longest source of a cell that is looked at. */
const MAX_SOURCE = 200_000;

function isRunnable(cell: Cell): boolean {
  return cell.cell_type === 'code' && !hasTag(cell, SKIP_TAG);
}

/** The student's cells in the order in which they will run. */
export function draftSubmission(
  { source, parameters }: AssignmentPlan,
  released: Notebook,
  submission: Notebook,
): SubmissionDraft {
  const { parts, flags } = layOver(source, released, submission);
  const sources: StudentSource[] = [];
  // Below a task, and below an answer that is marked by hand, stands what it shows.
  let isMarked = false;
  const add = (cell: Cell, original?: Cell): void => {
    if (!isRunnable(cell)) return;
    const text = codeOf(cell, parameters);
    if (text.length > MAX_SOURCE) {
      flags.push(`A cell of ${text.length} characters was not run.`);
      return;
    }
    sources.push({
      id: String(sources.length),
      source: text,
      cell,
      ...(original && { original }),
      isShown: isMarked,
    });
  };
  for (const { original, cell, extras } of parts) {
    if (
      original &&
      (isGrade(original.cell) || isSolution(original.cell) || isTask(original.cell))
    ) {
      isMarked = isMarkedByHand(original.cell);
    }
    if (cell && original && !isTest(original.cell)) add(cell, original.cell);
    for (const extra of extras) add(extra);
  }
  return { parts, sources, flags };
}

/** The steps of an examination, and how long some of them may take. */
export interface SubmissionPlan {
  steps: Step[];
  stepSeconds: Map<number, number>;
}

/**
 * Puts the student's cells and the tests into one order: that of the assignment.
 *
 * @param compiled the draft's cells as code; those with a fault are left out
 * @param left ids of steps that are not tried again
 */
export function planSubmission(
  { own }: AssignmentPlan,
  { parts, sources }: SubmissionDraft,
  compiled: readonly CompiledCell[],
  left: ReadonlySet<string>,
): SubmissionPlan {
  const steps: Step[] = [];
  const stepSeconds = new Map<number, number>();
  const add = (step: Step, seconds: number | undefined): void => {
    if (left.has(stepKey(step))) return;
    if (seconds !== undefined) stepSeconds.set(steps.length, seconds);
    steps.push(step);
  };
  const addStudent = (cell: Cell, original?: Cell): void => {
    const index = sources.findIndex((each) => each.cell === cell);
    const code = compiled[index];
    if (!code || code.fault) return;
    // Its time is the assignment's to say, not the student's.
    const seconds = original && cellTimeout(original);
    add({ kind: 'student', id: gradeId(original ?? cell) ?? cell.id, cell: index }, seconds);
  };
  let next = 0;
  const addOwn = (upTo: number): void => {
    for (; next < own.length && (own[next]?.index ?? 0) <= upTo; next++) {
      const { kind, cell, points, seconds } = own[next] as (typeof own)[number];
      const { id } = cell;
      const runnable = { id, code: cell.code, declared: cell.declared };
      if (kind === 'test') add({ kind, id, cell: runnable, points }, seconds);
      else add({ kind, id, cell: runnable }, seconds);
    }
  };
  for (const { original, cell, extras } of parts) {
    if (original) addOwn(original.index - 1);
    if (cell && original && !isTest(original.cell)) addStudent(cell, original.cell);
    if (original) addOwn(original.index);
    for (const extra of extras) addStudent(extra);
  }
  addOwn(Infinity);
  return { steps, stepSeconds };
}

/** A name for a step that is the same in another try. */
export function stepKey(step: Step): string {
  return step.kind === 'student' ? `student:${step.cell}` : `${step.kind}:${step.id}`;
}
