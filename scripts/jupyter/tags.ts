/** Tags of cells: those that papermill, nbclient and others read, and what they say about running. */
import { JupyterError } from './error';
import type { Cell } from './nbformat';

/** The cell that declares a notebook's parameters with `let`. */
export const PARAMETERS_TAG = 'parameters';
/** The cell with a run's parameters, which the run puts after that one. */
export const INJECTED_TAG = 'injected-parameters';
/** A cell that may raise an error: the notebook goes on after it. */
export const RAISES_TAG = 'raises-exception';
/** A cell that is not run with the others. */
export const SKIP_TAG = 'skip-execution';

/** A cell whose outputs are never the same twice, so that they are not held against a record. */
export const NONDETERMINISTIC_TAG = 'nondeterministic';

/** A tag that cannot be understood. */
export class TagError extends JupyterError {}

const TIMEOUT_TAG = /^timeout=(.*)$/;

/**
 * Seconds that a cell may run by its tag `timeout=SECONDS`; nothing where it has none.
 *
 * @throws TagError where the tag holds no number greater than 0
 */
export function cellTimeout({ id, metadata }: Cell): number | undefined {
  for (const tag of metadata.tags ?? []) {
    const text = TIMEOUT_TAG.exec(tag)?.[1];
    if (text === undefined) continue;
    const seconds = Number(text);
    if (seconds > 0 && Number.isFinite(seconds)) return seconds;
    throw new TagError(
      `The cell '${id}' has the tag '${tag}', which gives no time.`,
      'Write seconds, as in timeout=60.',
    );
  }
  return undefined;
}
