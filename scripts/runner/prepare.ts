/** Everything about a run that can be known, and be wrong, before a kernel is started. */
import { JupyterError } from '../jupyter/error';
import type { Notebook } from '../jupyter/nbformat';
import { readNotebook } from '../jupyter/notebook-file';
import { cellTimeout } from '../jupyter/tags';
import type { NotebookFile } from './find-notebooks';
import { checkedModeParameters, checkParameters, type RunMode } from './parameters/choose';
import type { GivenParameter } from './parameters/given';

/** A notebook that was read, with the values it will be run with. */
export interface ReadNotebook {
  file: NotebookFile;
  notebook: Notebook;
  parameters: Record<string, unknown>;
}

/** A notebook that cannot be run, and why. */
export interface FaultyNotebook {
  file: NotebookFile;
  notebook?: Notebook;
  fault: JupyterError;
}

export type PreparedNotebook = ReadNotebook | FaultyNotebook;

async function prepare(
  file: NotebookFile,
  mode: RunMode,
  given: readonly GivenParameter[],
): Promise<PreparedNotebook> {
  let notebook: Notebook | undefined;
  let parameters: Record<string, unknown>;
  try {
    notebook = await readNotebook(file.file);
    notebook.cells.forEach(cellTimeout);
    parameters = checkedModeParameters(notebook, mode, file.path);
  } catch (fault) {
    // A fault of this notebook must not keep the others from running.
    if (!(fault instanceof JupyterError)) throw fault;
    return { file, fault, ...(notebook && { notebook }) };
  }
  return {
    file,
    notebook,
    parameters: { ...parameters, ...checkParameters(notebook, given, file.path) },
  };
}

/**
 * Reads notebooks and chooses their parameters: those of the mode, and over them the given ones.
 *
 * @throws ParameterError where a notebook does not take the given values
 */
export async function prepareNotebooks(
  files: readonly NotebookFile[],
  { mode, given = [] }: { mode: RunMode; given?: readonly GivenParameter[] },
): Promise<PreparedNotebook[]> {
  return Promise.all(files.map((file) => prepare(file, mode, given)));
}
