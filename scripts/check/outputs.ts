import type { CodeCell, Notebook } from '../jupyter/nbformat';
import { INJECTED_TAG } from '../jupyter/tags';
import { count, placedCells, type Problem } from './problem';

function traces({ outputs, execution_count: executionCount, metadata }: CodeCell): string[] {
  return [
    ...(outputs.length > 0 ? [count(outputs.length, 'output')] : []),
    ...(executionCount !== null ? [`the execution count ${executionCount}`] : []),
    ...(metadata['execution'] !== undefined ? ['the times of its execution'] : []),
  ];
}

/** What a run leaves in a notebook: it belongs into reports and not into version control. */
export function checkOutputs(notebook: Notebook): Problem[] {
  return placedCells(notebook).flatMap(({ cell, place }): Problem[] => {
    if (cell.cell_type !== 'code') return [];
    const found = traces(cell);
    if (cell.metadata.tags?.includes(INJECTED_TAG)) {
      const message = `A run put this cell in ('${INJECTED_TAG}'): this notebook is the copy of a run.`;
      return [{ rule: 'outputs', message, cell: place, isFixable: false }];
    }
    if (found.length === 0) return [];
    const message = `The cell holds ${found.join(' and ')}.`;
    return [{ rule: 'outputs', message, cell: place, isFixable: true }];
  });
}

/** The cell as it was before it was run. */
export function clearOutputs(cell: CodeCell): CodeCell {
  const metadata = { ...cell.metadata };
  delete metadata['execution'];
  return { ...cell, metadata, outputs: [], execution_count: null };
}
