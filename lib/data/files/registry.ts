import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArgumentError } from '../../errors';

/** What is known of a file that is published somewhere. */
export interface RegisteredFile {
  bytes: number;
  /** Of the published file; several where it was published in several editions. */
  sha256: string[];
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
  /** By name. */
  files: Record<string, RegisteredFile>;
}

const REGISTRY_FILE = join(__dirname, '..', '..', '..', '..', 'data', 'registry.json');

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
