import { setTimeout as wait } from 'node:timers/promises';

/** A lock whose owner has not touched it for so long belongs to a process that was killed. */
const STALE_AFTER = 5000;
const POLL_EVERY = 250;

/**
 * Does something while no other process does the same for this path.
 *
 * @param onWait called once where another process has the lock
 * @param signal ends the waiting
 */
export async function withFileLock<T>(
  path: string,
  action: () => Promise<T>,
  { onWait, signal }: { onWait?: () => void; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const options = { realpath: false, stale: STALE_AFTER, update: STALE_AFTER / 5 };
  // Only here, as it takes signals over.
  const { lock } = await import('proper-lockfile');
  // A busy process may seem dead; its download is checked before it gets its name.
  const onCompromised = () => undefined;
  for (let isFirst = true; ; isFirst = false) {
    let release: () => Promise<void>;
    try {
      release = await lock(path, { ...options, onCompromised });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      if (isFirst) onWait?.();
      await wait(POLL_EVERY, undefined, { signal });
      continue;
    }
    try {
      return await action();
    } finally {
      // Fails only where somebody took the lock away.
      await release().catch(() => undefined);
    }
  }
}
