import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { damagedFile, type DataFile } from '../files/data-error';

/**
 * The files in a gzipped tar archive whose names are `wanted`, by name.
 * @throws DataError naming the archive, where it is not whole
 */
export async function readTarGz(
  file: DataFile,
  wanted: (name: string) => boolean,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const archive = extract();
  const collect = async () => {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      if (type === 'file' && wanted(name)) files.set(name, await buffer(entry));
      else entry.resume();
    }
  };
  try {
    await Promise.all([pipeline(createReadStream(file.path), createGunzip(), archive), collect()]);
  } catch (error) {
    throw damagedFile(file, `is not a whole tar.gz archive (${(error as Error).message})`, error);
  }
  return files;
}
