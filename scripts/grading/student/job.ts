import type { RunnableCell } from '../remote/run-cell';

/** A cell of the student's. */
export interface StudentCell extends RunnableCell {
  /** Somebody will look at what it shows. */
  isShown: boolean;
}

/** All that the process with the student's cells is told. */
export interface StudentJob {
  projectRoot: string;
  cells: StudentCell[];
}
