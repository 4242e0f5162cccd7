const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Watches for the signals that end a command. */
export interface Interruption {
  /** Aborted at the first signal. */
  signal: AbortSignal;
  /** Gives the signals back to Node. */
  stopWatching(): void;
}

/**
 * From now on the first SIGINT, SIGTERM or SIGHUP aborts, for an orderly end, and the second one
 * calls `onSecond`.
 */
export function watchForInterruption(onFirst: () => void, onSecond: () => void): Interruption {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      onSecond();
      return;
    }
    controller.abort();
    onFirst();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stopWatching: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
