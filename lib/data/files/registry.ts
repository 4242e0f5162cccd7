import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArgumentError } from '../../errors';

/** What is known of a file that is published somewhere. */
export interface RegisteredFile {
  /** Where it is known and the same in all editions. */
  bytes?: number;
  /** Of the published file; several where it was published in several editions. */
  sha256?: string[];
  /** Where the publisher tells no sha256. */
  md5?: string[];
  /** Addresses that have it, the best first. */
  mirrors: string[];
}

/** A data set that somebody published. */
export interface RegisteredDataSet {
  title: string;
  about: string;
  homepage: string;
  licence: string;
  citation: string;
  /** Whether one of the files is enough; the first one is the best. */
  oneOf?: boolean;
  /** By name. */
  files: Record<string, RegisteredFile>;
}

const REGISTRY_FILE = join(__dirname, '..', '..', '..', '..', 'data', 'registry.json');

/** Names a server that has the files as DATASET/NAME, and is asked before all others. */
const MIRROR_VARIABLE = 'LATENTLAB_MIRROR';

let registry: Record<string, RegisteredDataSet> | undefined;

/** All data sets of data/registry.json by their names. */
export function registeredDataSets(): Record<string, RegisteredDataSet> {
  registry ??= JSON.parse(readFileSync(REGISTRY_FILE, 'utf8')) as typeof registry & object;
  return registry;
}

/** @throws ArgumentError where there is no such data set. */
export function registeredDataSet(name: string): RegisteredDataSet {
  const all = registeredDataSets();
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found) return found;
  throw new ArgumentError(
    `There is no data set '${name}'.`,
    `Take one of ${Object.keys(all).join(', ')}.`,
  );
}

/**
 * A file of a data set, with the mirror of the user's own, if there is one, before the published ones.
 * @throws ArgumentError where there is none of that name
 */
export function registeredFile(dataSet: string, name: string): RegisteredFile {
  const { files } = registeredDataSet(dataSet);
  const file = files[name];
  if (!file) {
    throw new ArgumentError(
      `The data set '${dataSet}' has no file '${name}'.`,
      `Take one of ${Object.keys(files).join(', ')}.`,
    );
  }
  const mirror = process.env[MIRROR_VARIABLE];
  if (!mirror) return file;
  const own = `${mirror.replace(/\/+$/, '')}/${dataSet}/${name}`;
  return { ...file, mirrors: [own, ...file.mirrors] };
}
