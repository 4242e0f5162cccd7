import { statSync } from 'node:fs';
import type * as TypeScript from '@tslab/typescript-for-tslab';

/**
 * Files of the user's that the compiler watches: compared with the disk before each cell, so that a
 * cell sees the newest version and nothing has to be watched in between.
 */
export class WatchedFiles {
  private readonly files = new Map<string, { modified: number; changed: () => void }>();

  watch(ts: typeof TypeScript, fileName: string, callback: TypeScript.FileWatcherCallback) {
    if (fileName.includes('/node_modules/')) return { close: () => undefined };
    this.files.set(fileName, {
      modified: modifiedAt(fileName),
      changed: () => callback(fileName, ts.FileWatcherEventKind.Changed),
    });
    return { close: () => void this.files.delete(fileName) };
  }

  notifyChanges(): void {
    for (const [fileName, file] of [...this.files]) {
      const modified = modifiedAt(fileName);
      if (modified === file.modified) continue;
      file.modified = modified;
      file.changed();
    }
  }
}

function modifiedAt(fileName: string): number {
  return statSync(fileName, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
