import type {
  Cell,
  CellOutput,
  CodeCell,
  MimeBundle,
  Notebook,
} from '../../../scripts/jupyter/nbformat';
import type { CellResult, NotebookResult, RunResult } from '../../../scripts/runner/result';

/** Short ways to write down notebooks and the results of their runs. */

export function code(id: string, source: string, outputs: CellOutput[] = [], count = 1): CodeCell {
  return { cell_type: 'code', id, metadata: {}, source, execution_count: count, outputs };
}

export function markdown(id: string, source: string): Cell {
  return { cell_type: 'markdown', id, metadata: {}, source };
}

export function shown(data: MimeBundle): CellOutput {
  return { output_type: 'display_data', data, metadata: {} };
}

export function stdout(text: string): CellOutput {
  return { output_type: 'stream', name: 'stdout', text };
}

export function notebookOf(cells: Cell[]): Notebook {
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

/** The result that a run of a notebook without failures gives. */
export function resultOf(
  path: string,
  notebook: Notebook,
  changes: Partial<NotebookResult> = {},
): NotebookResult {
  const cells = notebook.cells.flatMap((cell, index): CellResult[] =>
    cell.cell_type !== 'code'
      ? []
      : [
          {
            id: cell.id,
            index,
            status: 'ok',
            executionCount: cell.execution_count,
            seconds: 0.02 + ((index * 7919) % 23) / 11,
            source: String(cell.source),
          },
        ],
  );
  return {
    path,
    title: path,
    status: 'ok',
    kernel: 'tslab',
    parameters: {},
    seconds: cells.reduce((sum, { seconds }) => sum + seconds, 1.4),
    startSeconds: 1.4,
    peakMemoryBytes: 312_000_000,
    cells,
    ...changes,
  };
}

export function runOf(notebooks: NotebookResult[]): RunResult {
  return {
    version: 1,
    startedAt: '2026-03-04T09:30:12.345Z',
    seconds: notebooks.reduce((sum, { seconds }) => sum + seconds, 0),
    environment: {
      node: 'v20.19.0',
      platform: 'linux x64',
      cpu: '4 × Example CPU at 2.4 GHz',
      memory: '15.6 GiB',
      backend: 'TensorFlow 2.21.0',
      mode: 'quick',
    },
    notebooks,
  };
}
