import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JupyterError } from './error';

/** A file that cannot be written. */
export class WriteError extends JupyterError {}

const FAULTS: Record<string, [happened: string, remedy: string]> = {
  ENOSPC: ['there is no space left on its device', 'Free some space, or write to another place.'],
  EDQUOT: ["this user's share of the disk is used up", 'Free some space, or write elsewhere.'],
  EACCES: ['this user may not write there', 'Change the permissions, or write to another place.'],
  EROFS: ['its file system can only be read', 'Write to another place.'],
  EISDIR: ['there is a folder of that name', 'Remove it, or choose another name.'],
  ENOTDIR: ['a part of its path is a file', 'Remove that file, or choose another place.'],
  EEXIST: ['a part of its path is a file', 'Remove that file, or choose another place.'],
};

/** Why `file` could not be written, and what to do, from the error that the system gave. */
export function writeError(file: string, cause: unknown): WriteError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const [happened, remedy] = FAULTS[code] ?? [message, 'Choose another place.'];
  return new WriteError(`${file} could not be written: ${happened}.`, remedy, { cause });
}

/** Files that are not whole yet: none of them may outlive this process. */
const unfinished = new Set<string>();
let removesAtExit = false;

function removeAtExit(): void {
  if (removesAtExit) return;
  removesAtExit = true;
  process.on('exit', () => {
    for (const file of unfinished) rmSync(file, { force: true });
  });
}

async function write(file: string, text: string, flush: boolean): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // A link stays one.
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (info) => info.mode,
    () => undefined,
  );
  const part = `${target}.${randomUUID()}.part`;
  unfinished.add(part);
  removeAtExit();
  try {
    const handle = await open(part, 'w');
    try {
      // Unlike a single write, which a full disk may cut short without an error, this goes on.
      await handle.writeFile(text);
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode !== undefined) await chmod(part, mode);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    unfinished.delete(part);
  }
}

/**
 * Writes a text file whole or not at all, and makes the folders above it. What is written often can
 * do without `flush`: it survives the end of this program, but not that of the system.
 *
 * @throws WriteError where the system does not let it; what was there before is still there
 */
export async function writeWhole(
  file: string,
  text: string,
  { flush = true }: { flush?: boolean } = {},
): Promise<void> {
  try {
    await write(file, text, flush);
  } catch (cause) {
    throw writeError(file, cause);
  }
}
