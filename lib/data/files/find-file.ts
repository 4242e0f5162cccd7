import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, type DataFile } from './data-error';
import { DATA_VARIABLE, dataCacheFolder, givenDataFolder } from './folders';

/** The file where it lies already: in the folder that the user names, else in the cache. */
export function findFile(dataSet: string, name: string): DataFile | undefined {
  const given = givenDataFolder();
  const places: [folder: string | undefined, isCached: boolean][] = [
    [given, false],
    [dataCacheFolder(), true],
  ];
  for (const [folder, isCached] of places) {
    if (folder === undefined) continue;
    const path = join(folder, dataSet, name);
    if (existsSync(path)) return { dataSet, name, path, isCached };
  }
  return undefined;
}

/** @throws DataError where the file is nowhere. */
export function requireFile(dataSet: string, name: string): DataFile {
  return requireAnyFile(dataSet, [name]);
}

/**
 * The first of the files that is there.
 * @throws DataError where none is anywhere
 */
export function requireAnyFile(dataSet: string, names: readonly string[]): DataFile {
  for (const name of names) {
    const file = findFile(dataSet, name);
    if (file) return file;
  }
  const places = [givenDataFolder(), dataCacheFolder()].filter((folder) => folder !== undefined);
  throw new DataError(
    `There is no ${names.map((name) => join(dataSet, name)).join(' or ')} in ${places.join(' or ')}.`,
    `Put the published file there, or set ${DATA_VARIABLE} to a folder that has ${dataSet}/.`,
  );
}
