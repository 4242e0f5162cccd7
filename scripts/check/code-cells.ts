import { joinLines, type Notebook } from '../jupyter/nbformat';
import { placedCells, type Problem } from './problem';

/** A longer cell is two of something. */
const MAX_LINES = 30;

/** Code cells with nothing in them, or too much. */
export function checkCodeCells(notebook: Notebook): Problem[] {
  return placedCells(notebook).flatMap(({ cell, place }): Problem[] => {
    if (cell.cell_type !== 'code') return [];
    const source = joinLines(cell.source).trimEnd();
    if (source === '') {
      const message = 'The cell is empty.';
      return [{ rule: 'empty-cell', message, cell: place, isFixable: false }];
    }
    const lines = source.split('\n').length;
    if (lines <= MAX_LINES) return [];
    const message = `The cell has ${lines} lines; ${MAX_LINES} are the most.`;
    return [{ rule: 'cell-length', message, cell: place, isFixable: false }];
  });
}
