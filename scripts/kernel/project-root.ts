import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of this project: the nearest one above this file that has a package.json. */
export function findProjectRoot(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) {
      throw new Error(`There is no package.json above ${__dirname}. Install latentlab again.`);
    }
  }
}
