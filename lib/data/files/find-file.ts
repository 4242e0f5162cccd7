import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFile } from './data-error';
import { dataCacheFolder, givenDataFolder } from './folders';

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

/** Where a download puts the file. */
export function cachedFile(dataSet: string, name: string): DataFile {
  return { dataSet, name, path: join(dataCacheFolder(), dataSet, name), isCached: true };
}
