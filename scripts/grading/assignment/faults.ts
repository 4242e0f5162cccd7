/** What is wrong with the metadata and the markers of an assignment. */
import { joinLines, type Cell, type Notebook } from '../../jupyter/nbformat';
import {
  isGrade,
  isLocked,
  isMarkedByHand,
  isSolution,
  isTask,
  isTest,
  nbgraderOf,
} from './metadata';
import { findRegions, type RegionName } from './regions';

const KNOWN = new Set([
  'schema_version',
  'grade',
  'solution',
  'locked',
  'task',
  'grade_id',
  'points',
  'checksum',
  'cell_type',
]);

/** In which cells a region may stand. */
const PLACES: [RegionName, allows: (cell: Cell) => boolean, where: string][] = [
  ['SOLUTION', isSolution, 'a cell that students answer'],
  ['HIDDEN TESTS', isTest, 'a test cell'],
  ['MARK SCHEME', isMarkedByHand, 'a cell that is marked by hand'],
];

/** How a fault calls a cell. */
export function cellName(cell: Cell, index: number): string {
  const id = nbgraderOf(cell)?.grade_id;
  return typeof id === 'string' && id !== ''
    ? `Cell ${index + 1} ('${id}')`
    : `Cell ${index + 1} (${cell.id})`;
}

function kindFaults(cell: Cell): string[] {
  const metadata = nbgraderOf(cell);
  if (!metadata) return cell.metadata['nbgrader'] === undefined ? [] : ['is not an object'];
  const { grade, solution, locked, task, points, schema_version: version } = metadata;
  const faults = Object.keys(metadata)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `has the key '${key}', which the schema does not know`);
  if ((version as unknown) !== 3) faults.push(`has the schema version ${String(version)}, not 3`);
  for (const [name, value] of Object.entries({ grade, solution, locked })) {
    if (typeof value !== 'boolean') faults.push(`has no '${name}' that is true or false`);
  }
  if (task !== undefined && typeof task !== 'boolean') faults.push(`has a 'task' of another type`);
  if ((isGrade(cell) || isTask(cell)) && !(typeof points === 'number' && points >= 0)) {
    faults.push(`has no 'points' that are a number, 0 or greater`);
  }
  if (isTask(cell) && (cell.cell_type !== 'markdown' || grade || solution || !locked)) {
    faults.push('is a task, which must be Markdown, locked, and neither test nor answer');
  }
  if (isTest(cell) && cell.cell_type !== 'code') faults.push('is a test, but no code');
  if (cell.cell_type === 'markdown' && solution && !grade) {
    faults.push('is an answer in Markdown that nobody marks: set grade and points');
  }
  return faults;
}

function idFaults(cell: Cell, seen: Map<string, number>, index: number): string[] {
  const metadata = nbgraderOf(cell);
  if (!metadata || !(isGrade(cell) || isSolution(cell) || isLocked(cell))) return [];
  const { grade_id: id } = metadata;
  if (typeof id !== 'string' || !/^[a-zA-Z0-9_-]+$/.test(id)) {
    return [`has no 'grade_id' of letters, digits, - and _`];
  }
  const first = seen.get(id);
  seen.set(id, first ?? index);
  return first === undefined ? [] : [`has the 'grade_id' of cell ${first + 1}`];
}

function regionFaults(cell: Cell): string[] {
  const source = joinLines(cell.source);
  return PLACES.flatMap(([name, allows, where]) => {
    const { regions, faults } = findRegions(source, name);
    const misplaced = regions.length > 0 && !allows(cell);
    return [
      ...faults.map(({ line, message }) => `, line ${line + 1}: ${message}`),
      ...(misplaced ? [`has a region ${name}, but is not ${where}`] : []),
    ];
  });
}

/** What is wrong with the metadata and markers of a notebook's cells, a sentence each. */
export function assignmentFaults({ cells }: Notebook): string[] {
  const seen = new Map<string, number>();
  return cells.flatMap((cell, index) => {
    const metadata = [...kindFaults(cell), ...idFaults(cell, seen, index)];
    const name = cellName(cell, index);
    return [
      ...metadata.map((fault) => `${name}: its nbgrader metadata ${fault}.`),
      ...regionFaults(cell).map((fault) =>
        fault.startsWith(',') ? `${name}${fault}` : `${name} ${fault}.`,
      ),
    ];
  });
}
