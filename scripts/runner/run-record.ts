/** What an executed notebook keeps of the run that made it, so that it need not be run again. */
import { joinLines, type Notebook } from '../jupyter/nbformat';
import { readNotebook } from '../jupyter/notebook-file';
import type { NotebookFile } from './find-notebooks';
import { isRecord } from './parameters/declared';
import type { CellResult, NotebookResult } from './result';

/** Under `metadata.latentlab.run`. The sources are those of the cells. */
interface RunRecord {
  key: string;
  /** ISO 8601. */
  endedAt: string;
  result: Omit<NotebookResult, 'cells' | 'path' | 'outputPath'> & {
    cells: Omit<CellResult, 'source'>[];
  };
}

function withRecord(notebook: Notebook, run: RunRecord | undefined): Notebook {
  const { latentlab, ...metadata } = notebook.metadata;
  const settings = { ...(isRecord(latentlab) ? latentlab : {}), run };
  if (run === undefined) delete settings.run;
  const isKept = Object.keys(settings).length > 0;
  return { ...notebook, metadata: { ...metadata, ...(isKept && { latentlab: settings }) } };
}

/** The executed notebook with a record of its run. */
export function recordRun(
  notebook: Notebook,
  key: string,
  { path, outputPath, ...result }: NotebookResult,
): Notebook {
  return withRecord(notebook, {
    key,
    endedAt: new Date().toISOString(),
    result: { ...result, cells: result.cells.map(({ source, ...cell }) => cell) },
  });
}

/** The notebook without a record of a run. */
export function forgetRun(notebook: Notebook): Notebook {
  return withRecord(notebook, undefined);
}

/**
 * The result of a notebook that was executed with the same `key`; nothing where it was not, or did
 * not run through. Its cells took what they took then; this time it took none.
 */
export function recordedResult(
  { metadata, cells }: Notebook,
  key: string,
): Omit<NotebookResult, 'path'> | undefined {
  const { latentlab } = metadata;
  const run = isRecord(latentlab) ? (latentlab['run'] as RunRecord | undefined) : undefined;
  if (run?.key !== key || run.result?.status !== 'ok') return undefined;
  const { startSeconds, ...result } = run.result;
  return {
    ...result,
    status: 'cached',
    message: `Nothing that it depends on has changed since its run of ${run.endedAt}.`,
    seconds: 0,
    cells: result.cells.map((cell) => ({
      ...cell,
      source: joinLines(cells[cell.index]?.source ?? ''),
    })),
  };
}

/** An earlier run of a notebook with the same key, by its executed copy, where there is one. */
export async function earlierRun(
  { path, outputPath, outputFile }: NotebookFile,
  key: string,
): Promise<{ result: NotebookResult; notebook: Notebook } | undefined> {
  const notebook = await readNotebook(outputFile).catch(() => undefined);
  const recorded = notebook && recordedResult(notebook, key);
  return recorded && { result: { path, outputPath, ...recorded }, notebook };
}
