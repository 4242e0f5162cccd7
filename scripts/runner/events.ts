import type { CellResult, NotebookResult } from './result';

/** What happens while notebooks run, for whoever shows progress. Positions count code cells from 1. */
export type RunEvent =
  | {
      type: 'notebook-started';
      path: string;
      /** The code cells, in order. */
      cells: readonly { id: string; source: string }[];
    }
  | { type: 'kernel-ready'; path: string; seconds: number }
  | { type: 'cell-started'; path: string; position: number }
  | {
      type: 'output';
      path: string;
      position: number;
      name: 'stdout' | 'stderr';
      /** As it comes from the kernel: any part of a line, or of many. */
      text: string;
    }
  | { type: 'cell-ended'; path: string; position: number; cell: CellResult }
  | { type: 'notebook-ended'; path: string; result: NotebookResult };

/** Called with each event of a run, in the order in which they happen. */
export type RunListener = (event: RunEvent) => void;
