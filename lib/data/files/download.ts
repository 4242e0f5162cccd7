import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { compareChecksum } from './checksum';
import { DataError } from './data-error';
import { withFileLock } from './file-lock';
import { HttpError, transfer, type TransferOptions } from './http';
import type { RegisteredFile } from './registry';

/** How often a server that stopped sending is asked for the rest. */
const ATTEMPTS = 3;

/** No server could be reached, or none has the file: the time for a stand-in. */
export class UnreachableError extends DataError {}

/** A file to bring, and where from. */
export interface Download extends TransferOptions {
  /** Where it will lie when it is whole. Beside it, `.part` holds what came so far. */
  path: string;
  registered: RegisteredFile;
  /**
   * Brings it even where it is there.
   * @default false
   */
  force?: boolean;
  /** Called where another process brings the same file. */
  onWait?: () => void;
}

/**
 * Downloads a file, unless it is there: from the first mirror that has it, going on where an earlier
 * download ended. It gets its name when its checksum is right, at once and whole.
 *
 * @throws UnreachableError where no mirror gives the file, DataError where what they give is not it,
 *   or where it cannot be written
 */
export async function download(order: Download): Promise<void> {
  const { path, force = false, onWait, signal } = order;
  try {
    await mkdir(dirname(path), { recursive: true });
    await withFileLock(
      path,
      async () => {
        // Another process may have brought it meanwhile.
        if (!force && (await isThere(path))) return;
        if (force) await rm(`${path}.part`, { force: true });
        await fromMirrors(order);
      },
      { ...(onWait && { onWait }), signal },
    );
  } catch (error) {
    throw readableError(error, path);
  }
}

async function fromMirrors({ path, registered, onProgress, signal }: Download): Promise<void> {
  const failures: string[] = [];
  const wrong: string[] = [];
  const part = `${path}.part`;
  // A process may have been killed between the last byte and the name.
  if ((await isThere(part)) && (await compareChecksum(part, registered)).isRight) {
    await rename(part, path);
    return;
  }
  for (const url of registered.mirrors) {
    try {
      await fromMirror(url, part, registered, { ...(onProgress && { onProgress }), signal });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      failures.push(`${url}: ${error.message}`);
      continue;
    }
    const { name, actual, expected, isRight } = await compareChecksum(part, registered);
    if (isRight) {
      await rename(part, path);
      return;
    }
    await rename(part, `${path}.wrong`);
    wrong.push(`${url}: its ${name} is ${actual}, not ${expected.join(' or ')}`);
  }
  if (wrong.length === 0) {
    throw new UnreachableError(
      `${basename(path)} could not be downloaded.\n  ${failures.join('\n  ')}\n`,
      'Look whether the network can be reached (behind a proxy, set HTTPS_PROXY), and try again.',
    );
  }
  throw new DataError(
    `What was downloaded is not ${basename(path)}; it is kept as ${path}.wrong.\n  ${[...wrong, ...failures].join('\n  ')}\n`,
    'Look into it: it may be the page of a network that wants you to log in. Then try again.',
  );
}

/** Asks one mirror until the file is whole, as long as that brings something. */
async function fromMirror(
  url: string,
  part: string,
  registered: RegisteredFile,
  options: TransferOptions,
): Promise<void> {
  const isResumed = await isThere(part);
  for (let attempt = 1; ; attempt++) {
    try {
      await transfer(url, part, options);
      break;
    } catch (error) {
      if (!(error instanceof HttpError && error.isPassing && attempt < ATTEMPTS)) throw error;
    }
  }
  // The part may have been of another edition, or damaged: a download in one go is another matter.
  if (!isResumed || (await compareChecksum(part, registered)).isRight) return;
  await rm(part);
  await fromMirror(url, part, registered, options);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const FREE_SPACE = 'Free some space, and try again.';
const OTHER_FOLDER = 'Set XDG_CACHE_HOME to a folder that can be written.';

const REASONS: Record<string, [happened: string, remedy: string]> = {
  ENOSPC: ['there is no space left on its device', FREE_SPACE],
  EDQUOT: ['your quota is used up', FREE_SPACE],
  EROFS: ['its device can only be read', OTHER_FOLDER],
  EACCES: ['that is not permitted', OTHER_FOLDER],
  EPERM: ['that is not permitted', OTHER_FOLDER],
};

/** Errors of the file system, told as what they mean here. */
function readableError(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof DataError || !/^E[A-Z]+$/.test(code ?? '')) return error;
  const [happened, remedy] = REASONS[code!] ?? [message, OTHER_FOLDER];
  return new DataError(`${path} cannot be written: ${happened}.`, remedy, { cause: error });
}
