/** Ids of cells, in JSON that is not yet known to be a valid notebook. */
import { makeCellId } from '../jupyter/upgrade';
import { NBFORMAT_MINOR } from '../jupyter/validate';
import type { Problem } from './problem';

const CELL_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** A notebook's JSON with ids that are valid, and what was wrong with them before. */
export interface MendedIds {
  value: unknown;
  problems: Problem[];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives an id to cells that have none, or that of an earlier cell. Anything that looks like no
 * notebook of nbformat 4 is returned as it is.
 */
export function mendCellIds(value: unknown): MendedIds {
  if (!isObject(value) || value['nbformat'] !== 4 || !Array.isArray(value['cells'])) {
    return { value, problems: [] };
  }
  const minor = value['nbformat_minor'];
  if (typeof minor === 'number' && minor < NBFORMAT_MINOR) {
    const message = `The format is 4.${minor}, in which cells have no ids; it should be 4.${NBFORMAT_MINOR}.`;
    // Parsing upgrades it.
    return { value, problems: [{ rule: 'nbformat', message, isFixable: true }] };
  }
  const cells = value['cells'] as unknown[];
  const all = new Set(cells.filter(isObject).map(({ id }) => String(id)));
  const seen = new Map<string, number>();
  const problems: Problem[] = [];
  const mended = cells.map((cell, index) => {
    if (!isObject(cell)) return cell;
    const { id } = cell;
    const isValid = typeof id === 'string' && CELL_ID.test(id);
    const first = isValid ? seen.get(id) : undefined;
    if (isValid && first === undefined) {
      seen.set(id, index + 1);
      return cell;
    }
    const newId = makeCellId(cell, index, all);
    all.add(newId);
    const fault =
      first !== undefined
        ? `The cell has the id of cell ${first}.`
        : id === undefined
          ? 'The cell has no id.'
          : `The id ${JSON.stringify(id)} is not 1 to 64 letters, digits, - and _.`;
    const place = { number: index + 1, id: typeof id === 'string' ? id : '' };
    problems.push({ rule: 'cell-id', message: fault, cell: place, isFixable: true });
    return { ...cell, id: newId };
  });
  return { value: problems.length > 0 ? { ...value, cells: mended } : value, problems };
}
