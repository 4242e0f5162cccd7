/** Steps from an assignment to the copy for students: each a pure function of a cell. */
import { joinLines, type Cell, type CodeCell } from '../../jupyter/nbformat';
import { cellChecksum } from '../assignment/checksum';
import {
  isGrade,
  isLocked,
  isMarkedByHand,
  isSolution,
  isTest,
  nbgraderOf,
} from '../assignment/metadata';
import { findRegions, replaceRegions } from '../assignment/regions';

export type CellTransform = (cell: Cell) => Cell;

/** What stands where a solution was. It throws, so that an open question is seen to be open. */
export const CODE_STUB = ['// YOUR CODE HERE', "throw new Error('Not answered yet.');"];
export const TEXT_STUB = ['YOUR ANSWER HERE'];

function withSource(cell: Cell, source: string): Cell {
  return { ...cell, source };
}

/** Frontends let nobody edit what must stay, nor delete what is graded. */
export function lockCell(cell: Cell): Cell {
  if (isLocked(cell)) {
    return { ...cell, metadata: { ...cell.metadata, deletable: false, editable: false } };
  }
  if (!isSolution(cell)) return cell;
  return { ...cell, metadata: { ...cell.metadata, deletable: false } };
}

/** Replaces solutions by a stub: their regions, or the whole cell where it has none. */
export function clearSolution(cell: Cell): Cell {
  if (!isSolution(cell)) return cell;
  const stub = cell.cell_type === 'code' ? CODE_STUB : TEXT_STUB;
  const source = joinLines(cell.source);
  const { regions } = findRegions(source, 'SOLUTION');
  return withSource(
    cell,
    regions.length > 0 ? replaceRegions(source, 'SOLUTION', stub) : stub.join('\n'),
  );
}

/** Takes out what only the run at the teacher's sees. */
export function removeHiddenTests(cell: Cell): Cell {
  return isTest(cell)
    ? withSource(cell, replaceRegions(joinLines(cell.source), 'HIDDEN TESTS'))
    : cell;
}

/** Takes out what only those who mark by hand see; hints for hidden tests go with it. */
export function removeMarkScheme(cell: Cell): Cell {
  return isMarkedByHand(cell)
    ? withSource(cell, replaceRegions(joinLines(cell.source), 'MARK SCHEME'))
    : cell;
}

/** Removes outputs and what else a run leaves. */
export function clearOutputs(cell: Cell): Cell {
  if (cell.cell_type !== 'code') return cell;
  const metadata = Object.fromEntries(
    Object.entries(cell.metadata).filter(
      ([key]) => !['execution', 'collapsed', 'scrolled'].includes(key),
    ),
  );
  const cleared: CodeCell = { ...cell, metadata, outputs: [], execution_count: null };
  return cleared;
}

/** Removes the settings that only grading reads: a hint tells what a hidden test looks for. */
export function removeSettings(cell: Cell): Cell {
  if (!isGrade(cell) || cell.metadata['latentlab'] === undefined) return cell;
  const { latentlab: _removed, ...metadata } = cell.metadata;
  return { ...cell, metadata };
}

/** Writes down what the cell is, for later comparison. */
export function sealCell(cell: Cell): Cell {
  const nbgrader = nbgraderOf(cell);
  if (!nbgrader) return cell;
  const typed: Cell = {
    ...cell,
    metadata: { ...cell.metadata, nbgrader: { ...nbgrader, cell_type: cell.cell_type } },
  };
  const sealed = { ...nbgraderOf(typed), checksum: cellChecksum(typed) };
  return { ...typed, metadata: { ...typed.metadata, nbgrader: sealed } };
}
