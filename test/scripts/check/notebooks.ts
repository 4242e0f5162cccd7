import path from 'node:path';
import type { Cell, CodeCell, Notebook } from '../../../scripts/jupyter/nbformat';
import type { Problem } from '../../../scripts/check/problem';

/** Short ways to write down notebooks, and what a check says of them. */

export const ROOT = path.resolve(__dirname, '../../../..');

export const KERNEL = { name: 'tslab', language: 'typescript' };

export function code(source: string, tags?: string[], members: Partial<CodeCell> = {}): CodeCell {
  const metadata = tags ? { tags } : {};
  const base = { id: 'code', metadata, source, execution_count: null, outputs: [] };
  return { cell_type: 'code', ...base, ...members };
}

export function markdown(source: string, tags?: string[]): Cell {
  return { cell_type: 'markdown', id: 'text', metadata: tags ? { tags } : {}, source };
}

/** A notebook of our kernel. Cells get their number as id. */
export function notebookOf(cells: Cell[], metadata: Record<string, unknown> = {}): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript' },
      ...metadata,
    },
    cells: cells.map((cell, index) => ({ ...cell, id: `c${index + 1}` })),
  };
}

/** Problems in one line each: `3:1:5 types Message`. */
export function told(problems: readonly Problem[]): string[] {
  return problems.map(({ cell, source, rule, message }) => {
    const place = [cell?.number ?? '-', ...(source ? [source.line, source.column] : [])].join(':');
    return `${place} ${rule} ${message}`;
  });
}
