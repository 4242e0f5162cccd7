import { displayChannel } from '../../display/display';
import type { LoadingLine } from '../loading-line';
import type { DataFile } from './data-error';
import { download, UnreachableError } from './download';
import { cachedFile, findFile } from './find-file';
import { OFFLINE_VARIABLE } from './folders';
import { registeredFile } from './registry';

const MEGABYTE = 1e6;

/**
 * The first of the files that is on this machine already; else the first that can be downloaded.
 * @throws UnreachableError where none can, and what {@link download} throws
 */
export async function obtainFile(
  dataSet: string,
  names: readonly string[],
  line: LoadingLine,
): Promise<DataFile> {
  for (const name of names) {
    const file = findFile(dataSet, name);
    if (file) return file;
  }
  let failure: unknown;
  for (const name of names) {
    try {
      return await fetchFile(dataSet, name, line);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

/** Downloads a file to the cache, and shows how far that is. */
export async function fetchFile(
  dataSet: string,
  name: string,
  line: LoadingLine,
  force = false,
): Promise<DataFile> {
  if (process.env[OFFLINE_VARIABLE]) {
    throw new UnreachableError(
      `${name} is not on this machine, and ${OFFLINE_VARIABLE} forbids downloads.`,
      `Fetch it without that: npx latentlab data fetch ${dataSet}`,
    );
  }
  const file = cachedFile(dataSet, name);
  const registered = registeredFile(dataSet, name);
  let began: { at: number; total: number } | undefined;
  await download({
    path: file.path,
    registered,
    force,
    signal: displayChannel()?.interruption?.(),
    onWait: () => line.begin(1, `${name}, which another process downloads`),
    onProgress: (done, total = registered.bytes ?? done, before) => {
      if (began?.total !== total - before) {
        began = { at: performance.now(), total: total - before };
        line.begin(tenths(began.total), `MB of ${name}`);
      }
      const seconds = (performance.now() - began.at) / 1000;
      const rate = (done - before) / MEGABYTE / Math.max(seconds, 0.001);
      line.update(tenths(done - before), () => `${rate.toFixed(1)} MB/s`);
    },
  });
  return file;
}

function tenths(bytes: number): number {
  return Math.round((10 * bytes) / MEGABYTE) / 10;
}
