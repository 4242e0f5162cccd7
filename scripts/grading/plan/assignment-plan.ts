/** What of an assignment runs where: in the students' process, or in that of the tests. */
import { modeParameters, type RunMode } from '../../runner/parameters/choose';
import { TYPESCRIPT } from '../../runner/parameters/typescript';
import { hasTag, joinLines, type Cell, type CodeCell, type Notebook } from '../../jupyter/nbformat';
import { cellTimeout, PARAMETERS_TAG, SKIP_TAG } from '../../jupyter/tags';
import { cellName } from '../assignment/faults';
import { gradeId, isSolution, isTest, pointsOf } from '../assignment/metadata';
import { compileCells, type CompiledCell } from '../code/compile-cells';
import { markHiddenRegions } from '../code/hidden-marks';
import { AssignmentError } from '../error';

/** A code cell of the assignment, as the tests' process takes it. */
export interface OwnCell {
  /** Its place among the cells of the notebook. */
  index: number;
  kind: 'test' | 'own';
  cell: CompiledCell;
  points: number;
  /** Seconds that it may compute, where it says so. */
  seconds?: number;
}

/** An assignment, ready for submissions. */
export interface AssignmentPlan {
  /** With solutions and hidden tests. */
  source: Notebook;
  own: OwnCell[];
  /** Names whose values are the student's. */
  remote: string[];
  /** Code behind the cell of parameters. */
  parameters: string;
}

/** The code of a cell, with the values of this run where it declares the parameters. */
export function codeOf(cell: Cell, parameters: string): string {
  const source = joinLines(cell.source);
  const takesParameters = parameters !== '' && hasTag(cell, PARAMETERS_TAG);
  return takesParameters ? `${source}\n${parameters}` : source;
}

function parameterCode(notebook: Notebook, mode: RunMode): string {
  const values = modeParameters(notebook, mode);
  return Object.keys(values).length === 0 ? '' : TYPESCRIPT.assignments(values);
}

/**
 * Names whose values come from answers: what answers declare or assign, and what is made with that.
 * Imports are nobody's.
 */
function remoteNames(cells: readonly Cell[], compiled: readonly CompiledCell[]): Set<string> {
  const remote = new Set<string>();
  const inTests = new Set<string>();
  compiled.forEach(({ declared, imported, free, assigned }, index) => {
    const cell = cells[index] as Cell;
    if (isTest(cell)) {
      for (const name of declared) inTests.add(name);
      return;
    }
    if (!isSolution(cell) && !free.some((name) => remote.has(name))) return;
    for (const name of [...declared, ...assigned]) {
      if (!imported.includes(name)) remote.add(name);
    }
  });
  for (const name of inTests) remote.delete(name);
  return remote;
}

function refuseFaults(
  cells: readonly [CodeCell, number][],
  compiled: readonly CompiledCell[],
): void {
  const faults = compiled.flatMap(({ fault }, i) => {
    const [cell, index] = cells[i] as [CodeCell, number];
    return fault ? [`${cellName(cell, index)}, line ${fault.line}: ${fault.message}`] : [];
  });
  if (faults.length === 0) return;
  throw new AssignmentError(
    `The assignment has cells that cannot be parsed:\n  ${faults.join('\n  ')}\n`,
    'Mend them first.',
  );
}

/**
 * Reads an assignment once, for all its submissions.
 *
 * @param mode which of its sets of parameters it is graded with
 */
export function planAssignment(source: Notebook, mode: RunMode): AssignmentPlan {
  const parameters = parameterCode(source, mode);
  const cells = source.cells
    .map((cell, index): [Cell, number] => [cell, index])
    .filter(
      (each): each is [CodeCell, number] =>
        each[0].cell_type === 'code' && !hasTag(each[0], SKIP_TAG),
    );
  const textOf = (cell: Cell): string => codeOf(cell, parameters);
  const compiled = compileCells(
    cells.map(([cell]) => ({ id: gradeId(cell) ?? cell.id, source: textOf(cell) })),
  );
  refuseFaults(cells, compiled);
  const remote = remoteNames(
    cells.map(([cell]) => cell),
    compiled,
  );
  const isRemote = ([cell]: [CodeCell, number], i: number): boolean =>
    !isTest(cell) &&
    (isSolution(cell) || (compiled[i]?.free.some((name) => remote.has(name)) ?? false));
  const own = compileCells(
    cells.map((each, i) => ({
      id: gradeId(each[0]) ?? each[0].id,
      source: isTest(each[0]) ? markHiddenRegions(textOf(each[0])) : textOf(each[0]),
      importsOnly: isRemote(each, i),
    })),
    remote,
  );
  return {
    source,
    parameters,
    remote: [...remote],
    own: own.flatMap((cell, i): OwnCell[] => {
      const [original, index] = cells[i] as [CodeCell, number];
      const isEmpty = isRemote([original, index], i) && cell.declared.length === 0;
      if (isEmpty) return [];
      const seconds = cellTimeout(original);
      return [
        {
          index,
          kind: isTest(original) ? 'test' : 'own',
          cell,
          points: pointsOf(original),
          ...(seconds !== undefined && { seconds }),
        },
      ];
    }),
  };
}
