/** What users of the system other than this one may read. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const READ = 0o004;
const ENTER = 0o001;

function allows(file: string, bits: number): boolean {
  return (statSync(file).mode & bits) === bits;
}

/** Whether everybody may read a file or folder: all folders above it must let everybody through. */
export function isOpenToAll(file: string): boolean {
  let current: string;
  try {
    current = realpathSync(file);
  } catch {
    return false;
  }
  if (!allows(current, statSync(current).isDirectory() ? READ | ENTER : READ)) return false;
  for (let above = path.dirname(current); ; above = path.dirname(above)) {
    if (!allows(above, ENTER)) return false;
    if (path.dirname(above) === above) return true;
  }
}

/** Whether everybody who gets to a folder may read everything in it. */
export function isOpenInside(folder: string): boolean {
  try {
    if (!allows(folder, READ | ENTER)) return false;
    return readdirSync(folder, { withFileTypes: true }).every((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory()
        ? isOpenInside(file)
        : entry.isSymbolicLink() || allows(file, READ);
    });
  } catch {
    return false;
  }
}
