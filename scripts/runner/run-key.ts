/** The key of a run: the same where nothing changed that decides what a notebook prints. */
import { createHash } from 'node:crypto';
import type { KernelSpec } from '../jupyter/kernelspec';
import { hasTag, joinLines, type Cell, type Notebook } from '../jupyter/nbformat';
import { SKIP_TAG } from '../jupyter/tags';
import { isRecord } from './parameters/declared';

/** All that decides what a notebook prints, as far as it can be known without running it. */
export interface RunInputs {
  notebook: Notebook;
  parameters: Record<string, unknown>;
  kernel: { name: string; spec: KernelSpec };
  /** Content of the project by part: its library, its kernel, its packages, its data, ... */
  project: Record<string, string>;
  /** Content of the files that lie beside the notebook and that it may read. */
  besides: string;
}

/** JSON with sorted keys, so that equal values make equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** What a cell is before it runs. */
function unexecuted(cell: Cell): unknown {
  const { id, cell_type, source, attachments } = cell;
  const metadata = { ...cell.metadata, execution: undefined };
  const kept = cell.cell_type === 'code' && hasTag(cell, SKIP_TAG) ? cell.outputs : undefined;
  return { id, cell_type, source: joinLines(source), metadata, attachments, kept };
}

/** Hash of a run's inputs. Outputs, counts and times of an earlier run are no inputs. */
export function runKey({ notebook, ...inputs }: RunInputs): string {
  const { language_info, latentlab, ...metadata } = notebook.metadata;
  const settings = isRecord(latentlab) ? { ...latentlab, run: undefined } : latentlab;
  const text = canonical({
    ...inputs,
    metadata: { ...metadata, latentlab: settings },
    cells: notebook.cells.map(unexecuted),
  });
  return createHash('sha256').update(text).digest('hex');
}
