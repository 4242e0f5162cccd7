import { stat } from 'node:fs/promises';
import { isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { JupyterError } from '../jupyter/error';

/** The notebooks that were asked for do not exist, or cannot be run as asked. */
export class SelectionError extends JupyterError {}

/** A notebook's file, and where its executed copy goes. */
export interface NotebookFile {
  /** How results and events call it: relative to the working directory, with slashes. */
  path: string;
  /** Absolute. */
  file: string;
  /** How results call the executed copy. */
  outputPath: string;
  /** Absolute. */
  outputFile: string;
}

/** Folders whose notebooks are copies or belong to others. */
const IGNORED = ['**/.ipynb_checkpoints/**', '**/node_modules/**'];

/** Which notebooks to run, and where to write them. */
export interface SelectionOptions {
  /** Files, folders and glob patterns; none: `notebooks`. */
  paths: readonly string[];
  /** Folder for the executed copies. */
  output: string;
  /** Another folder whose notebooks are copies: that of a record. */
  record?: string;
  cwd: string;
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

function shown(file: string, cwd: string): string {
  return slashes(relative(cwd, file)) || '.';
}

async function expand(path: string, { cwd, output, record }: SelectionOptions): Promise<string[]> {
  const info = await stat(resolve(cwd, path)).catch(() => undefined);
  if (info && !info.isDirectory()) return [resolve(cwd, path)];
  if (!info && !isDynamicPattern(path)) {
    throw new SelectionError(`There is no file or folder ${path}.`, 'Check the path.');
  }
  const base = info ? resolve(cwd, path) : cwd;
  const found = await glob(info ? '**/*.ipynb' : slashes(path), {
    cwd: base,
    ignore: IGNORED,
    absolute: true,
    onlyFiles: true,
  });
  const copies = [output, ...(record === undefined ? [] : [record])].map(
    (folder) => resolve(cwd, folder) + sep,
  );
  const notebooks = found
    .map((file) => resolve(file))
    .filter((file) => !copies.some((folder) => file.startsWith(folder)));
  if (notebooks.length > 0) return notebooks;
  throw new SelectionError(
    info ? `There are no notebooks in ${path}.` : `No notebook matches ${path}.`,
    'Name notebooks (.ipynb), folders that hold some, or patterns in quotes.',
  );
}

/** Where the executed copy of `file` goes: under `output` as it lies under the working directory. */
export function copyOf(file: string, output: string, cwd: string): string {
  const inside = relative(cwd, file);
  const isOutside = inside.startsWith('..') || isAbsolute(inside);
  const place = isOutside ? file.slice(parse(file).root.length) : inside;
  return join(resolve(cwd, output), place);
}

/**
 * The notebooks in `paths`, sorted, each once. Folders are searched; checkpoints, installed packages
 * and the folders of output and record are left out.
 *
 * @throws SelectionError where a path does not exist, holds no notebook, is none, or would be
 *   overwritten by its own output
 */
export async function findNotebooks(options: SelectionOptions): Promise<NotebookFile[]> {
  const { cwd } = options;
  const paths = options.paths.length > 0 ? options.paths : ['notebooks'];
  const files = (await Promise.all(paths.map((path) => expand(path, options)))).flat();
  const selected = [...new Set(files)].sort().map((file) => {
    const target = copyOf(file, options.output, cwd);
    return {
      path: shown(file, cwd),
      file,
      outputPath: shown(target, cwd),
      outputFile: target,
    };
  });
  for (const { file, path, outputFile: target } of selected) {
    if (!path.endsWith('.ipynb')) {
      throw new SelectionError(`${path} is not a notebook.`, 'Name files that end in .ipynb.');
    }
    if (target === file) {
      throw new SelectionError(
        `The executed copy of ${path} would overwrite it.`,
        'Choose another folder with --output.',
      );
    }
  }
  return selected;
}
