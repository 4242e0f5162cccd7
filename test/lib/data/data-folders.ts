import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { givenDataFolder } from '../../../lib/data/files/folders';

/** Why a test of a published data set is skipped; false where its files are there. */
export function withoutRealData(...files: string[]): string | false {
  const folder = givenDataFolder();
  if (folder === undefined) return 'set LATENTLAB_DATA to a folder with the published data sets';
  const missing = files.find((file) => !existsSync(path.join(folder, file)));
  return missing === undefined ? false : `${folder} has no ${missing}`;
}

/** The files of MNIST, or of Fashion-MNIST, as `withoutRealData` takes them. */
export function idxFiles(dataSet: string): string[] {
  return ['train', 't10k'].flatMap((part) => [
    `${dataSet}/${part}-images-idx3-ubyte.gz`,
    `${dataSet}/${part}-labels-idx1-ubyte.gz`,
  ]);
}

/** An empty folder of its own for a test. */
export function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latentlab-data-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sets variables of the environment until the test ends; undefined unsets one. */
export function setEnvironment(t: TestContext, values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name];
    assign(name, value);
    t.after(() => assign(name, before));
  }
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** A gzipped IDX file of bytes. */
export function idx(shape: readonly number[], values: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = type;
  header[3] = shape.length;
  shape.forEach((length, axis) => header.writeUInt32BE(length, 4 + 4 * axis));
  return gzipSync(Buffer.concat([header, Buffer.from(values)]));
}

/** A gzipped tar archive. */
export async function tarGz(files: Record<string, Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** The same bytes but for one flipped bit. */
export function flipBit(content: Buffer, at: number): Buffer {
  const flipped = Buffer.from(content);
  flipped[at]! ^= 0x40;
  return flipped;
}
