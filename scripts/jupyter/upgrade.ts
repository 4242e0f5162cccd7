import { createHash } from 'node:crypto';
import { NBFORMAT_MINOR } from './validate';

interface Draft {
  nbformat_minor: unknown;
  cells: unknown;
  [member: string]: unknown;
}

/**
 * An id for a cell that has none, made from its place and source: the same notebook gets the same ids
 * each time, so that its runs can be compared.
 *
 * @param taken ids of the other cells
 */
export function makeCellId(
  cell: Record<string, unknown>,
  index: number,
  taken: ReadonlySet<string>,
): string {
  for (let attempt = 0; ; attempt++) {
    const seed = JSON.stringify([index, cell['cell_type'], cell['source'], attempt]);
    const id = createHash('sha256').update(seed).digest('hex').slice(0, 8);
    if (!taken.has(id)) return id;
  }
}

/**
 * A notebook of nbformat 4.0 to 4.4 as 4.5: each cell gets an id, made from its place and source.
 * Notebooks of 4.5 and later are returned as they are; whatever else is wrong stays for validation.
 */
export function upgradeNotebook<T extends Draft>(notebook: T): T {
  const { nbformat_minor: minor, cells } = notebook;
  if (typeof minor !== 'number' || minor >= NBFORMAT_MINOR || !Array.isArray(cells)) {
    return notebook;
  }
  const taken = new Set<string>();
  const upgraded = cells.map((cell: unknown, index) => {
    if (typeof cell !== 'object' || cell === null) return cell;
    const id = makeCellId(cell as Record<string, unknown>, index, taken);
    taken.add(id);
    return { ...cell, id };
  });
  return { ...notebook, nbformat_minor: NBFORMAT_MINOR, cells: upgraded };
}
