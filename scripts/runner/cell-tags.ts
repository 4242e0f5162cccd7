/** What the tags of a cell say about running it. */
import { JupyterError } from '../jupyter/error';
import type { Cell } from '../jupyter/nbformat';

/** Tag of a cell that may fail without ending the run. */
export const RAISES_TAG = 'raises-exception';
/** Tag of a cell that is not run. */
export const SKIP_TAG = 'skip-execution';

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
