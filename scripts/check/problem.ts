import type { Cell, Notebook } from '../jupyter/nbformat';

/** What is checked; the rules' names in the output. */
export type RuleName =
  | 'nbformat'
  | 'cell-id'
  | 'kernel'
  | 'outputs'
  | 'tags'
  | 'parameters'
  | 'headings'
  | 'cell-length'
  | 'empty-cell'
  | 'syntax'
  | 'types';

/** A cell as readers find it. */
export interface CellPlace {
  /** One-based, among all cells. */
  number: number;
  /** As the file has it; empty where it has none. */
  id: string;
}

/** A position in a cell's source. */
export interface SourcePlace {
  /** One-based. */
  line: number;
  /** One-based, in UTF-16 units as editors count. */
  column: number;
  /** One-based, behind the last character that is meant on this line. */
  endColumn: number;
  /** The line's text. */
  text: string;
}

/** One thing that is wrong with a notebook. */
export interface Problem {
  rule: RuleName;
  message: string;
  /** Missing where the notebook as a whole is meant. */
  cell?: CellPlace;
  source?: SourcePlace;
  /** `latentlab check --fix` mends it. */
  isFixable: boolean;
}

/** A notebook's problems, in the order of its cells. */
export interface NotebookProblems {
  path: string;
  problems: Problem[];
}

/** A cell with its place in the notebook. */
export interface PlacedCell<C extends Cell = Cell> {
  cell: C;
  place: CellPlace;
}

/** The cells of a notebook with their places. */
export function placedCells(notebook: Notebook): PlacedCell[] {
  return notebook.cells.map((cell, index) => ({
    cell,
    place: { number: index + 1, id: cell.id },
  }));
}

/** `1 cell`, `2 cells`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
