import { table, type Table } from '../display/table';
import { formatSignificant } from '../display/format-number';
import { LatentlabError } from '../errors';

/** A number beside the one that another run of the same experiment gave. */
export interface RerunRow {
  quantity: string;
  /** What came out here. */
  here: number;
  /** What the other run gave. */
  rerun: number;
  /** How far apart the two may lie, for what is left to chance. */
  tolerance: number;
}

/** Whether numbers can be compared. */
export interface RerunOptions {
  /**
   * Whether this run was made like the other one: on the same data, for as long.
   * @default true
   */
  isComparable?: boolean;
}

/**
 * A table of numbers beside those of another run, and whether they agree.
 *
 * @throws LatentlabError where they were to agree and do not
 */
export function compareWithRerun(
  rows: readonly RerunRow[],
  { isComparable = true }: RerunOptions = {},
): Table {
  const compared = rows.map((row) => ({
    ...row,
    // A last digit's worth of rounding in the printed number is no disagreement.
    isInside: Math.abs(row.here - row.rerun) <= row.tolerance * (1 + 1e-9),
  }));
  // What must be the same is the same in a shorter run, too.
  const mustAgree = ({ tolerance }: RerunRow) => isComparable || tolerance === 0;
  const outside = compared.filter((row) => mustAgree(row) && !row.isInside);
  if (outside.length > 0) {
    const list = outside.map(
      ({ quantity, here, rerun, tolerance }) =>
        `${quantity}: ${formatSignificant(here)}, not ${rerun} ± ${tolerance}`,
    );
    throw new LatentlabError(
      `Not as in the other run: ${list.join('; ')}.`,
      'Look for what was changed: the data, the model, the training.',
    );
  }
  return table(
    compared.map((row) => ({
      quantity: row.quantity,
      here: inWords(row.here),
      'the book, run again': inWords(row.rerun),
      tolerance: row.tolerance === 0 ? 'none' : `±\u00a0${row.tolerance}`,
      inside: mustAgree(row)
        ? 'yes'
        : `${row.isInside ? 'yes' : 'no'}: a shorter run, or other data`,
    })),
  );
}

/** A column of one format would write numbers of parameters with decimals. */
function inWords(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
