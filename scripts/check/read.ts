import { NotebookError } from '../jupyter/error';
import type { Notebook } from '../jupyter/nbformat';
import { parseNotebook } from '../jupyter/parse';
import { mendCellIds } from './cell-ids';
import type { Problem } from './problem';

/** A notebook as far as it can be read, and what was wrong with its format. */
export interface ReadNotebook {
  /** With the ids mended; missing where the text is no notebook. */
  notebook?: Notebook;
  problems: Problem[];
}

/** The problems of a notebook whose ids were mended, with the ids that its file has. */
export function withOwnIds(problems: readonly Problem[], mended: readonly Problem[]): Problem[] {
  const hasNone = mended.some(({ rule }) => rule === 'nbformat');
  const own = new Map(mended.map(({ cell }) => [cell?.number, cell?.id]));
  return problems.map((problem) => {
    const { cell } = problem;
    if (!cell) return problem;
    const id = hasNone ? '' : (own.get(cell.number) ?? cell.id);
    return { ...problem, cell: { ...cell, id } };
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Parsing tells more of it.
  }
}

/** Reads a notebook's text. Ids that are missing or occur twice are no reason to stop there. */
export function readNotebookText(text: string): ReadNotebook {
  const { value, problems } = mendCellIds(jsonOf(text));
  const isMended = problems.some(({ rule }) => rule === 'cell-id');
  try {
    const notebook = parseNotebook(isMended ? JSON.stringify(value) : text, 'The file');
    return { notebook, problems };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return { problems: [{ rule: 'nbformat', message: error.message, isFixable: false }] };
  }
}
