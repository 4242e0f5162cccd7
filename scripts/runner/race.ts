/** Waiting for whichever comes first, without leaving timers or listeners behind. */

/** Ends of a wait that are not the awaited value itself. */
export type Cut = 'timeout' | 'aborted';

/** What can end a wait early. */
export interface Limits {
  /** Milliseconds; absent: no limit. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * The value of `promise`, or why it was not waited for any longer. A promise that is cut off goes on;
 * its later rejection is ignored.
 */
export async function waitFor<T>(
  promise: Promise<T>,
  { timeoutMs, signal }: Limits,
): Promise<{ value: T } | Cut> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const cut = new Promise<Cut>((resolve) => {
    if (timeoutMs !== undefined) timer = setTimeout(() => resolve('timeout'), timeoutMs);
    if (signal?.aborted) resolve('aborted');
    onAbort = () => resolve('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise.then((value) => ({ value })), cut]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}
