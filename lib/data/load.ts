import { noteData } from '../display/data-mark';
import type { MimeBundle } from '../display/mime';
import type { DataSetInfo, SourceOptions } from './data-set';
import type { DataFile } from './files/data-error';
import { UnreachableError } from './files/download';
import { isSyntheticForced } from './files/folders';
import { obtainFile } from './files/obtain';
import { registeredDataSet } from './files/registry';
import { LoadingLine } from './loading-line';

/** What the outputs of a cell that loads data carry for programs: which data, and whether real. */
export const DATA_MIME_TYPE = 'application/vnd.latentlab.data+json';

/** How one data set is made. */
export interface Recipe<T extends DataSetInfo> {
  /** Its name in the registry. */
  dataSet: string;
  /** The files that it needs; of several in a place, one is enough. */
  files: readonly (readonly string[])[];
  /** Makes it of the files, in the same order. */
  read: (files: readonly DataFile[], line: LoadingLine) => Promise<T>;
  /** Makes a stand-in of the same shapes. */
  draw: () => T;
  /** What was loaded, in a few words: `60000 images of 28 x 28`. */
  describe: (loaded: T) => string;
}

/**
 * Loads published data where they can be had, else draws the stand-in; in both cases leaves a line
 * that says which.
 */
export async function loadDataSet<T extends DataSetInfo>(
  { dataSet, files, read, draw, describe }: Recipe<T>,
  { source }: SourceOptions,
): Promise<T> {
  const line = new LoadingLine();
  const real = registeredDataSet(dataSet).title;
  const finish = (loaded: T, reason = '') => {
    const mark: MimeBundle = { [DATA_MIME_TYPE]: { title: loaded.title, source: loaded.source } };
    noteData(loaded.title, loaded.source === 'synthetic');
    line.finish(`${loaded.title}: ${describe(loaded)}${reason}`, mark);
    return loaded;
  };
  if (source === 'synthetic' || (source === undefined && isSyntheticForced())) {
    return finish(draw(), `, drawn here instead of ${real}`);
  }
  const found: DataFile[] = [];
  try {
    for (const names of files) found.push(await obtainFile(dataSet, names, line));
  } catch (error) {
    if (source === 'real' || !(error instanceof UnreachableError)) throw error;
    const command = `npx latentlab data fetch ${dataSet}`;
    return finish(draw(), `, drawn here because ${real} cannot be reached (${command})`);
  }
  return finish(await read(found, line));
}
