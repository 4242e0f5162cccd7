/** What `latentlab data` does. */
import { statSync } from 'node:fs';
import { compareChecksum } from '../../lib/data/files/checksum';
import { cachedFile, findFile } from '../../lib/data/files/find-file';
import { dataCacheFolder, DATA_VARIABLE, givenDataFolder } from '../../lib/data/files/folders';
import { fetchFile } from '../../lib/data/files/obtain';
import { registeredDataSet, registeredDataSets } from '../../lib/data/files/registry';
import { LoadingLine } from '../../lib/data/loading-line';
import type { TableCell } from '../../lib/display/table';

const MEGABYTE = 1e6;
const KILOBYTE = 1e3;

/** The files that loaders ask for; where one of several is enough, the first. */
function filesToFetch(name: string): string[] {
  const { files, oneOf = false } = registeredDataSet(name);
  return Object.keys(files).slice(0, oneOf ? 1 : undefined);
}

function presence(name: string): string {
  const { files, oneOf = false } = registeredDataSet(name);
  const all = Object.keys(files);
  const found = all.flatMap((file) => findFile(name, file) ?? []);
  const needed = oneOf ? 1 : all.length;
  if (found.length === 0) return 'no';
  if (found.length < needed) return `${found.length} of ${needed} files`;
  return found.every(({ isCached }) => isCached) ? 'in the cache' : `in ${DATA_VARIABLE}`;
}

/** Prints a table. Tables know tensors, whose backend takes its time to load. */
async function printTable(rows: Record<string, TableCell>[]): Promise<void> {
  const { table } = await import('../../lib/display/table.js');
  process.stdout.write(`${table(rows, { digits: 1 }).toString()}\n`);
}

/** Prints all data sets. */
export async function listDataSets(): Promise<void> {
  const rows = Object.entries(registeredDataSets()).map(([name, { about, licence, files }]) => {
    const bytes = filesToFetch(name).reduce((sum, file) => sum + (files[file]?.bytes ?? NaN), 0);
    const MB = Number.isNaN(bytes) ? null : bytes / MEGABYTE;
    return { name, about, MB, licence, 'on this machine': presence(name) };
  });
  await printTable(rows);
}

/** Downloads the files of data sets, and prints where they lie. */
export async function fetchDataSets(names: readonly string[], force: boolean): Promise<void> {
  // An unknown name is told before anything is brought.
  const wanted = names.flatMap((name) => filesToFetch(name).map((file) => ({ name, file })));
  for (const { name, file } of wanted) {
    const cached = cachedFile(name, file);
    const line = new LoadingLine();
    await fetchFile(name, file, line, force);
    line.finish(cached.path);
  }
}

/**
 * Compares what is there with the published checksums, and prints a table.
 * @returns whether all of it is as published
 */
export async function verifyDataSets(names: readonly string[]): Promise<boolean> {
  const chosen = names.length > 0 ? names : Object.keys(registeredDataSets());
  const rows: { file: string; kB: number | null; result: string }[] = [];
  let isRight = true;
  for (const name of chosen) {
    for (const [fileName, registered] of Object.entries(registeredDataSet(name).files)) {
      const found = findFile(name, fileName);
      if (!found) {
        rows.push({ file: `${name}/${fileName}`, kB: null, result: 'not here' });
        continue;
      }
      const {
        name: hash,
        actual,
        isRight: isPublished,
      } = await compareChecksum(found.path, registered);
      isRight &&= isPublished;
      const otherwise = `differs from the published file: ${hash} ${actual}`;
      const result = isPublished ? 'as published' : otherwise;
      rows.push({ file: found.path, kB: Math.ceil(statSync(found.path).size / KILOBYTE), result });
    }
  }
  await printTable(rows);
  return isRight;
}

/** Prints where downloads go; with a name, where each file of the data set lies or would lie. */
export function printPaths(name: string | undefined): void {
  if (name === undefined) {
    process.stdout.write(`${dataCacheFolder()}\n`);
    const given = givenDataFolder();
    if (given) process.stderr.write(`${DATA_VARIABLE} is looked into first: ${given}\n`);
    return;
  }
  for (const file of Object.keys(registeredDataSet(name).files)) {
    const { path } = findFile(name, file) ?? cachedFile(name, file);
    process.stdout.write(`${path}\n`);
  }
}
