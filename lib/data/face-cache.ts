import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { DataFile } from './files/data-error';
import { dataCacheFolder } from './files/folders';

/** Faces as they were decoded, in the order of their files. */
export interface DecodedFaces {
  height: number;
  width: number;
  /** Each image's person. */
  people: string[];
  /** [images, height, width] in [0, 1]. */
  pixels: Float32Array;
}

const DIGEST = 32;

/**
 * Where the decoded faces of an archive are kept. The name has the archive's checksum in it, so that
 * those of another archive are never taken for these.
 */
export async function faceCacheFile(archive: DataFile, recipe: string): Promise<string> {
  const hash = createHash('sha256').update(recipe);
  for await (const chunk of createReadStream(archive.path)) hash.update(chunk as Buffer);
  const key = hash.digest('hex').slice(0, 16);
  return join(dataCacheFolder(), archive.dataSet, `decoded-${key}.bin`);
}

/** What {@link writeFaces} wrote; nothing where there is none, or it is damaged. */
export async function readFaces(file: string): Promise<DecodedFaces | undefined> {
  const content = await readFile(file).catch(() => undefined);
  if (!content || content.length < DIGEST + 4) return undefined;
  if (!digest(content.subarray(DIGEST)).equals(content.subarray(0, DIGEST))) return undefined;
  const headEnd = DIGEST + 4 + content.readUInt32LE(DIGEST);
  const head = JSON.parse(content.toString('utf8', DIGEST + 4, headEnd)) as DecodedFaces;
  const pixels = new Float32Array((content.length - headEnd) / 4);
  content.copy(new Uint8Array(pixels.buffer), 0, headEnd);
  return { ...head, pixels };
}

/** Keeps decoded faces. Where that cannot be done they are decoded again the next time. */
export async function writeFaces(file: string, { pixels, ...head }: DecodedFaces): Promise<void> {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const body = Buffer.concat([length, json, bytes]);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, Buffer.concat([digest(body), body]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function digest(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
