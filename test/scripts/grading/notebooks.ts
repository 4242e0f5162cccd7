/** Small assignments and submissions for tests. */
import type { Cell, Notebook } from '../../../scripts/jupyter/nbformat';

let count = 0;

function cell(
  type: 'code' | 'markdown',
  source: string,
  metadata: Record<string, unknown> = {},
): Cell {
  const common = { id: `cell-${count++}`, metadata, source };
  return type === 'code'
    ? { ...common, cell_type: 'code', execution_count: null, outputs: [] }
    : { ...common, cell_type: 'markdown' };
}

function nbgrader(
  id: string,
  kind: { grade?: boolean; solution?: boolean; locked?: boolean; task?: boolean; points?: number },
): Record<string, unknown> {
  const { grade = false, solution = false, locked = false, task = false, points } = kind;
  const flags = { schema_version: 3, grade, solution, locked, task, grade_id: id };
  return { nbgrader: { ...flags, ...(points !== undefined && { points }) } };
}

export const markdown = (source: string): Cell => cell('markdown', source);
export const code = (source: string, metadata = {}): Cell => cell('code', source, metadata);
export const answer = (id: string, source: string): Cell =>
  cell('code', source, nbgrader(id, { solution: true }));
export const locked = (id: string, source: string): Cell =>
  cell('code', source, nbgrader(id, { locked: true }));
export const test = (id: string, points: number, source: string, hint?: string): Cell =>
  cell('code', source, {
    ...nbgrader(id, { grade: true, locked: true, points }),
    ...(hint !== undefined && { latentlab: { hint } }),
  });
export const manual = (id: string, points: number, source: string): Cell =>
  cell('code', source, nbgrader(id, { grade: true, solution: true, points }));
export const manualText = (id: string, points: number, source: string): Cell =>
  cell('markdown', source, nbgrader(id, { grade: true, solution: true, points }));
export const task = (id: string, points: number, source: string): Cell =>
  cell('markdown', source, nbgrader(id, { locked: true, task: true, points }));

/** A TypeScript notebook of these cells. */
export function notebook(...cells: Cell[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript' },
    },
    cells,
  };
}

/** A copy of a notebook with other sources for cells, by their grade id. */
export function answered(original: Notebook, answers: Record<string, string>): Notebook {
  const copy = structuredClone(original);
  for (const each of copy.cells) {
    const { grade_id: id = '' } = (each.metadata['nbgrader'] ?? {}) as { grade_id?: string };
    const source = answers[id];
    if (source !== undefined) each.source = source;
  }
  return copy;
}
