import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { glob } from 'tinyglobby';

/**
 * Hash of the files under `folder` that match `patterns`, by their paths and contents. A folder
 * that does not exist counts as an empty one.
 */
export async function hashFiles(folder: string, patterns: readonly string[]): Promise<string> {
  const paths = (await glob([...patterns], { cwd: folder, onlyFiles: true })).sort();
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = await readFile(`${folder}/${path}`);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
