import { NotebookError } from './error';
import { isJsonMime, joinLines, type MimeBundle, type Notebook } from './nbformat';
import { upgradeNotebook } from './upgrade';
import { notebookFault } from './validate';

function joinBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [
      mime,
      isJsonMime(mime) ? value : joinLines(value as string | string[]),
    ]),
  );
}

/** Joins the lists of lines, and drops what the format says must not be stored. */
function normalise(notebook: Notebook): Notebook {
  delete notebook.metadata['orig_nbformat'];
  delete notebook.metadata['orig_nbformat_minor'];
  delete notebook.metadata['signature'];
  for (const cell of notebook.cells) {
    delete cell.metadata['trusted'];
    cell.source = joinLines(cell.source);
    for (const [name, bundle] of Object.entries(cell.attachments ?? {})) {
      if (cell.attachments) cell.attachments[name] = joinBundle(bundle);
    }
    if (cell.cell_type !== 'code') continue;
    for (const output of cell.outputs) {
      if (output.output_type === 'stream') output.text = joinLines(output.text);
      else if (output.output_type !== 'error') output.data = joinBundle(output.data);
    }
  }
  return notebook;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const conflict = /^(<<<<<<<|>>>>>>>)/m.test(text);
    throw new NotebookError(
      `${name} is not valid JSON: ${(cause as Error).message}.`,
      conflict
        ? 'It holds the marks of a merge conflict: take one side, then run again.'
        : 'Restore it from version control, or save it once more in Jupyter.',
      { cause },
    );
  }
}

/**
 * The notebook in `text`, as nbformat 4.5 with all text joined into single strings. Notebooks of
 * 4.0 to 4.4 are upgraded.
 *
 * @param name how errors call the notebook, its path say
 * @throws NotebookError where the text is not JSON, not a notebook, of another major version of the
 *   format, or not valid
 */
export function parseNotebook(text: string, name: string): Notebook {
  const value = parseJson(text, name);
  if (typeof value !== 'object' || value === null || !('nbformat' in value)) {
    throw new NotebookError(
      `${name} is JSON, but not a notebook: it has no member 'nbformat'.`,
      'Name a notebook (.ipynb).',
    );
  }
  if (value.nbformat !== 4) {
    const version = JSON.stringify(value.nbformat);
    throw new NotebookError(
      `${name} has the notebook format ${version}; this program reads format 4.`,
      Number(value.nbformat) > 4
        ? 'Save it as format 4, or update this program.'
        : 'Convert it: jupyter nbconvert --to notebook --nbformat 4 --inplace FILE.',
    );
  }
  const notebook = upgradeNotebook(
    value as { nbformat: 4; nbformat_minor: unknown; cells: unknown },
  );
  const fault = notebookFault(notebook);
  if (fault !== undefined) {
    throw new NotebookError(
      `${name} is not a valid notebook of format 4.5: ${fault}.`,
      'Mend it in a text editor, or open it in Jupyter and save it again.',
    );
  }
  return normalise(notebook as unknown as Notebook);
}
