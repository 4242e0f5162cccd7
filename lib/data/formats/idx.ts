import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { damagedFile, type DataFile } from '../files/data-error';

const unzip = promisify(gunzip);

/** The type code of unsigned bytes, the only one that data sets here use. */
const UNSIGNED_BYTES = 0x08;

/** Numbers of an IDX file, row by row. */
export interface IdxArray {
  shape: number[];
  values: Uint8Array;
}

/**
 * Reads the beginning of a gzipped IDX file of unsigned bytes: two zero bytes, a type code, the number
 * of axes, each axis' length in 32 bits, most significant first, then the values.
 * Source of the format: the page of the MNIST database.
 *
 * @param axes how many there must be
 * @param most how many items along the first axis are wanted
 * @throws DataError naming the file, where it is not whole
 */
export async function readIdx(file: DataFile, axes: number, most: number): Promise<IdxArray> {
  const content = await unzip(await readFile(file.path)).catch((error: Error) => {
    throw damagedFile(file, `is not a whole gzip file (${error.message})`, error);
  });
  const header = 4 + 4 * axes;
  if (content.length < header || content.readUInt16BE(0) !== 0) {
    throw damagedFile(file, 'is not an IDX file');
  }
  if (content[2] !== UNSIGNED_BYTES || content[3] !== axes) {
    throw damagedFile(
      file,
      `holds type ${content[2]} with ${content[3]} axes instead of bytes with ${axes}`,
    );
  }
  const [all = 0, ...item] = Array.from({ length: axes }, (_, i) =>
    content.readUInt32BE(4 + 4 * i),
  );
  const itemSize = item.reduce((product, length) => product * length, 1);
  if (content.length !== header + all * itemSize) {
    throw damagedFile(
      file,
      `holds ${content.length - header} values instead of ${[all, ...item].join(' x ')}`,
    );
  }
  const count = Math.min(all, most);
  // A copy, so that what is not wanted can be forgotten.
  return {
    shape: [count, ...item],
    values: Uint8Array.from(content.subarray(header, header + count * itemSize)),
  };
}
