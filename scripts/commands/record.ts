/** Records of runs: folders of executed notebooks, laid out as the output folder of a run. */
import { existsSync } from 'node:fs';
import { JupyterError } from '../jupyter/error';
import type { Notebook } from '../jupyter/nbformat';
import { readNotebook, writeNotebook } from '../jupyter/notebook-file';
import { copyOf, type NotebookFile } from '../runner/find-notebooks';
import type { PreparedNotebook } from '../runner/prepare';
import { forgetRun } from '../runner/run-record';
import type { RunOutcome } from '../runner/schedule';

/** Notebooks that have no record, or a record that cannot be used as asked. */
export class RecordError extends JupyterError {}

/** Where the record of a notebook is. */
function recordFile(folder: string, { file, path }: NotebookFile): string {
  const record = copyOf(file, folder, process.cwd());
  if (record !== file) return record;
  throw new RecordError(`The record of ${path} would be itself.`, 'Name another folder.');
}

/** The notebook without what is never the same twice: times, and what it keeps of its run. */
function withoutTimes(notebook: Notebook): Notebook {
  const kept = structuredClone(forgetRun(notebook));
  for (const cell of kept.cells) delete cell.metadata['execution'];
  return kept;
}

/** Writes the notebooks that ran through into a folder. Returns how many these are. */
export async function writeRecord(
  folder: string,
  prepared: readonly PreparedNotebook[],
  { results, notebooks }: RunOutcome,
): Promise<number> {
  const files = new Map(prepared.map(({ file }) => [file.path, file]));
  let count = 0;
  for (const { path, status } of results) {
    const [file, notebook] = [files.get(path), notebooks.get(path)];
    if (!file || !notebook || !['ok', 'cached'].includes(status)) continue;
    await writeNotebook(recordFile(folder, file), withoutTimes(notebook));
    count += 1;
  }
  return count;
}

/**
 * The records of notebooks by their paths.
 *
 * @throws RecordError where one has none
 */
export async function readRecords(
  folder: string,
  prepared: readonly PreparedNotebook[],
): Promise<Map<string, Notebook>> {
  const files = prepared.map(({ file: { path }, file }) => ({
    path,
    record: recordFile(folder, file),
  }));
  const missing = files.filter(({ record }) => !existsSync(record)).map(({ path }) => path);
  if (missing.length > 0) {
    throw new RecordError(
      `There is no record in ${folder} of ${missing.join(', ')}.`,
      `Make it with latentlab run --record ${folder} ${missing.join(' ')}`,
    );
  }
  const read = files.map(
    async ({ path, record }) => [path, await readNotebook(record)] satisfies [string, Notebook],
  );
  return new Map(await Promise.all(read));
}
