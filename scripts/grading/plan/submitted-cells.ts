/** A submission laid over its assignment: which of its cells count, and what was changed. */
import { joinLines, type Cell, type Notebook } from '../../jupyter/nbformat';
import {
  gradeId,
  isGrade,
  isLocked,
  isMarkedByHand,
  isSolution,
  isTest,
  nbgraderOf,
} from '../assignment/metadata';

/** A part of the student's notebook in the assignment's order. */
export interface SubmittedPart {
  /** The assignment's cell that stands here; nothing for what the student had before the first. */
  original?: { cell: Cell; index: number };
  /** The student's answer to it, or the assignment's own cell where it is locked. */
  cell?: Cell;
  /** Cells of the student's own behind it. */
  extras: Cell[];
}

export interface SubmittedCells {
  parts: SubmittedPart[];
  /** What was changed that should have stayed, a sentence each. */
  flags: string[];
}

function isKnown(cell: Cell): boolean {
  return isGrade(cell) || isSolution(cell) || isLocked(cell);
}

function isSame(original: Cell, own: Cell): boolean {
  return joinLines(original.source).trimEnd() === joinLines(own.source).trimEnd();
}

/** @param source the cell with hidden tests: who has that one changed nothing either */
function changedFlags(original: Cell, source: Cell, own: Cell): string[] {
  const id = gradeId(original) ?? '';
  const [was, is] = [nbgraderOf(original), nbgraderOf(own)];
  const flags: string[] = [];
  const isChanged =
    !(isSame(original, own) || isSame(source, own)) || original.cell_type !== own.cell_type;
  if (isLocked(original) && isChanged) {
    const kind = isTest(original) ? 'test' : 'locked cell';
    flags.push(`The ${kind} '${id}' was changed; the assignment's own was used.`);
  }
  const isRelabelled =
    was?.points !== is?.points ||
    was?.grade !== is?.grade ||
    was?.solution !== is?.solution ||
    was?.locked !== is?.locked;
  if (isRelabelled) {
    flags.push(`The metadata of '${id}' were changed; the assignment's own were used.`);
  }
  return flags;
}

/**
 * Lays a submission over the assignment. Locked cells and tests are the assignment's, answers the
 * student's; of several cells with one grade id the first counts.
 *
 * @param source the assignment with hidden tests, whose cells are put in the place of locked ones
 * @param released the copy that students got, with which locked cells are compared
 */
export function layOver(
  source: Notebook,
  released: Notebook,
  submission: Notebook,
): SubmittedCells {
  const flags: string[] = [];
  const known = new Map(
    released.cells.filter(isKnown).map((cell): [string, Cell] => [gradeId(cell) ?? '', cell]),
  );
  const own = new Map<string, Cell>();
  const extras = new Map<string | undefined, Cell[]>();
  let behind: string | undefined;
  for (const cell of submission.cells) {
    const id = gradeId(cell);
    const isOriginal = typeof id === 'string' && known.has(id);
    if (isOriginal && !own.has(id)) {
      own.set(id, cell);
      behind = id;
      continue;
    }
    if (isOriginal) flags.push(`There is another cell '${id}'; only the first counts.`);
    else extras.set(behind, [...(extras.get(behind) ?? []), cell]);
  }
  const parts: SubmittedPart[] = [{ extras: extras.get(undefined) ?? [] }];
  source.cells.forEach((cell, index) => {
    if (!isKnown(cell)) return;
    const id = gradeId(cell) ?? '';
    const answer = own.get(id);
    const original = { cell, index };
    if (answer) flags.push(...changedFlags(known.get(id) as Cell, cell, answer));
    else flags.push(missing(cell, id));
    const counted = isSolution(cell) ? answer : cell;
    parts.push({ original, ...(counted && { cell: counted }), extras: extras.get(id) ?? [] });
  });
  return { parts, flags };
}

function missing(cell: Cell, id: string): string {
  if (isSolution(cell)) return `The answer '${id}' is missing.`;
  return `The cell '${id}' is missing; the assignment's own was used.`;
}

/** Whether a cell that is marked by hand is as it was handed out. */
export function isUntouched(original: Cell, answer: Cell | undefined): boolean {
  return (
    !answer || (isMarkedByHand(original) && joinLines(original.source) === joinLines(answer.source))
  );
}
