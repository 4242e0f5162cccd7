import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { JupyterError } from '../../jupyter/error';
import type { Notebook } from '../../jupyter/nbformat';
import { parseNotebook } from '../../jupyter/parse';

/** A submission's text, or why it is not read. */
export type ReadSubmission = { text: string } | { refusal: string };

/** Larger notebooks are not read: outputs that nobody looks at. */
export const MAX_NOTEBOOK_BYTES = 20 * 2 ** 20;
const MAX_CELLS = 2000;

/** Reads a file that anybody may have made: no link, no pipe, not too large. */
export async function readSubmission(
  file: string,
  maxBytes = MAX_NOTEBOOK_BYTES,
): Promise<ReadSubmission> {
  let handle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return {
      refusal: `It cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    };
  }
  try {
    const info = await handle.stat();
    if (!info.isFile()) return { refusal: 'It is no file.' };
    if (info.size > maxBytes) {
      const megabytes = Math.round(info.size / 1e6);
      return { refusal: `It has ${megabytes} MB; clear the outputs before handing in.` };
    }
    return { text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}

/** The notebook in a text, or why it is none. */
export function parseSubmission(text: string): { notebook: Notebook } | { refusal: string } {
  try {
    const notebook = parseNotebook(text, 'The file');
    const { length } = notebook.cells;
    return length > MAX_CELLS
      ? { refusal: `It has ${length} cells; at most ${MAX_CELLS} are looked at.` }
      : { notebook };
  } catch (error) {
    if (error instanceof JupyterError) return { refusal: error.message };
    return {
      refusal: `It cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
