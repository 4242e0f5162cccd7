import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The bytes of all files below a folder, while others write there.
 *
 * @param {string} folder
 * @returns {number}
 */
export function folderSize(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch {
    return 0; // A folder went away while it was being read: the next look will do.
  }
}
