/** Holds a run against its record. */
import { hasTag, joinLines, type CodeCell, type Notebook } from '../jupyter/nbformat';
import { INJECTED_TAG, NONDETERMINISTIC_TAG } from '../jupyter/tags';
import type { CellResult, NotebookResult } from '../runner/result';
import { compareOutputs, type Criteria } from './compare-outputs';

/** `latentlab: { verify: false }` in the metadata of a notebook or a cell. */
function isExempt(metadata: Record<string, unknown>): boolean {
  const { latentlab } = metadata;
  return (
    typeof latentlab === 'object' &&
    latentlab !== null &&
    (latentlab as Record<string, unknown>)['verify'] === false
  );
}

/** Whether a cell's outputs must be as they were. */
function isCompared(cell: CodeCell): boolean {
  return !hasTag(cell, NONDETERMINISTIC_TAG) && !isExempt(cell.metadata);
}

function codeCells({ cells }: Notebook): CodeCell[] {
  return cells.filter((cell) => cell.cell_type === 'code');
}

/** Values that a run gave to the notebook, as the cell that it put in holds them. */
function givenValues(notebook: Notebook): string {
  const injected = notebook.cells.find((cell) => hasTag(cell, INJECTED_TAG));
  return injected ? joinLines(injected.source) : '';
}

/** Recorded cells with outputs that the notebook has no more. */
function lostCells(notebook: Notebook, record: Notebook): CodeCell[] {
  const ids = new Set(notebook.cells.map(({ id }) => id));
  return codeCells(record).filter(
    (cell) => !ids.has(cell.id) && cell.outputs.length > 0 && isCompared(cell),
  );
}

/**
 * The result of a notebook's run, with the differences of its outputs from the recorded ones. Cells
 * are matched by their ids; those that did not run to their end, are tagged `nondeterministic` or
 * have `latentlab: { verify: false }` in their metadata are not compared.
 *
 * @param notebook as it was executed
 * @param record as it was executed then
 */
export function verifyRun(
  result: NotebookResult,
  notebook: Notebook,
  record: Notebook,
  criteria: Criteria,
): NotebookResult {
  if (isExempt(notebook.metadata)) return result;
  const differ = (message: string, cells = result.cells): NotebookResult => {
    const isOk = result.status === 'ok' || result.status === 'cached';
    return { ...result, cells, ...(isOk && { status: 'different', message }) };
  };
  if (givenValues(notebook) !== givenValues(record)) {
    return differ(
      'It was recorded with other parameters. Run it with the same ones, or record it again.',
    );
  }
  const cellsById = new Map(codeCells(notebook).map((cell) => [cell.id, cell]));
  const recorded = new Map(codeCells(record).map((cell) => [cell.id, cell]));
  const cells = result.cells.map((each): CellResult => {
    const cell = cellsById.get(each.id);
    if (each.status !== 'ok' || !cell || !isCompared(cell)) return each;
    const before = recorded.get(each.id)?.outputs ?? [];
    const differences = compareOutputs(before, cell.outputs, criteria);
    return differences.length === 0 ? each : { ...each, status: 'different', differences };
  });
  const lost = lostCells(notebook, record);
  const differing = cells.filter(({ status }) => status === 'different').length;
  if (differing === 0 && lost.length === 0) return result;
  const sentences = [
    ...(differing > 0
      ? [differing === 1 ? '1 cell is not as recorded.' : `${differing} cells are not as recorded.`]
      : []),
    ...(lost.length > 0
      ? [
          lost.length === 1
            ? '1 recorded cell is no longer there.'
            : `${lost.length} recorded cells are no longer there.`,
        ]
      : []),
  ];
  return differ(sentences.join(' '), cells);
}
