import { LatentlabError } from '../../errors';

/** A data set's file is missing, damaged or not what it should be. */
export class DataError extends LatentlabError {}

/** A file of a data set: where it belongs, and where it was found. */
export interface DataFile {
  /** The data set's name in the registry, and of its folder. */
  dataSet: string;
  name: string;
  /** Where it lies on this machine. */
  path: string;
  /** Whether it lies in the cache, where a download would replace it. */
  isCached: boolean;
}

/** The error of a file that is not what it should be, with the way to mend it. */
export function damagedFile(
  { dataSet, path, isCached }: DataFile,
  problem: string,
  cause?: unknown,
): DataError {
  const remedy = isCached
    ? `Fetch it anew: npx latentlab data fetch ${dataSet} --force`
    : `Replace it, or unset LATENTLAB_DATA and fetch it: npx latentlab data fetch ${dataSet}`;
  return new DataError(`${path} ${problem}.`, remedy, cause === undefined ? {} : { cause });
}
