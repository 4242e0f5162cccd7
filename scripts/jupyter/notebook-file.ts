import { readFile } from 'node:fs/promises';
import { NotebookError } from './error';
import type { Notebook } from './nbformat';
import { parseNotebook } from './parse';
import { serialiseNotebook } from './serialise';
import { writeWhole } from './write-whole';

const READ_FAULTS: Record<string, [happened: string, remedy: string]> = {
  ENOENT: ['There is no file', 'Check the path.'],
  EISDIR: ['There is a folder, not a notebook, at', 'Name the notebook inside it.'],
  EACCES: ['This user may not read', 'Change the permissions of the file.'],
};

/**
 * Reads a notebook.
 *
 * @throws NotebookError where the file cannot be read or holds no valid notebook
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const [happened, remedy] = READ_FAULTS[code ?? ''] ?? [`${message}:`, 'Check the path.'];
    throw new NotebookError(`${happened} ${path}.`, remedy, { cause });
  }
  return parseNotebook(text, path);
}

/**
 * Writes a notebook whole or not at all, and makes the folders above it.
 *
 * @throws WriteError where the system does not let it
 */
export async function writeNotebook(
  path: string,
  notebook: Notebook,
  options: { flush?: boolean } = {},
): Promise<void> {
  await writeWhole(path, serialiseNotebook(notebook), options);
}
