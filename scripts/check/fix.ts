import { joinLines, type CodeCell } from '../jupyter/nbformat';
import { serialiseNotebook } from '../jupyter/serialise';
import { isInLanguage, type ExpectedKernel } from './kernel';
import { checkOutputs, clearOutputs } from './outputs';
import { count, type CellPlace } from './problem';
import { readNotebookText } from './read';

/** A notebook's text after mending. */
export interface FixedText {
  text: string;
  /** What was done, in words; empty where the text is as before. */
  changes: string[];
  /** Cells that cannot be formatted. */
  left: { cell: CellPlace; message: string }[];
}

/** Formats the code of a cell; throws where it does not parse. */
export type FormatCode = (source: string) => Promise<string>;

interface FormattedCell {
  cell: CodeCell;
  isChanged: boolean;
  fault?: string;
}

async function format(cell: CodeCell, formatCode: FormatCode): Promise<FormattedCell> {
  const source = joinLines(cell.source);
  try {
    const formatted = await formatCode(source);
    return { cell: { ...cell, source: formatted }, isChanged: formatted !== source };
  } catch (error) {
    return {
      cell,
      isChanged: false,
      fault: error instanceof Error ? error.message : String(error),
    };
  }
}

/**
 * Mends what can be mended without a choice: ids, outputs, the layout of code and of the file. Text
 * that is no valid notebook is returned as it is.
 */
export async function fixNotebookText(
  text: string,
  kernel: ExpectedKernel,
  formatCode: FormatCode,
): Promise<FixedText> {
  const { notebook, problems } = readNotebookText(text);
  if (!notebook) return { text, changes: [], left: [] };
  const changes: string[] = [];
  if (problems.some(({ rule }) => rule === 'nbformat')) changes.push('upgraded to format 4.5');
  const ids = problems.filter(({ rule }) => rule === 'cell-id').length;
  if (ids > 0) changes.push(`new ids for ${count(ids, 'cell')}`);
  const used = checkOutputs(notebook).filter(({ isFixable }) => isFixable).length;
  if (used > 0) changes.push(`outputs cleared in ${count(used, 'cell')}`);

  const left: FixedText['left'] = [];
  let formatted = 0;
  const isFormatted = isInLanguage(notebook, kernel);
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const cleared = clearOutputs(cell);
    const result = isFormatted
      ? await format(cleared, formatCode)
      : { cell: cleared, isChanged: false };
    notebook.cells[index] = result.cell;
    if (result.isChanged) formatted++;
    if (result.fault !== undefined) {
      left.push({ cell: { number: index + 1, id: cell.id }, message: result.fault });
    }
  }
  if (formatted > 0) changes.push(`${count(formatted, 'cell')} formatted`);
  const fixed = serialiseNotebook(notebook);
  if (fixed !== text && changes.length === 0) changes.push('laid out as Jupyter does');
  return { text: fixed, changes: fixed === text ? [] : changes, left };
}
