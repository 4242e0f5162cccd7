import { distance } from 'fastest-levenshtein';
import type { Cell, Notebook } from '../jupyter/nbformat';
import {
  cellTimeout,
  INJECTED_TAG,
  NONDETERMINISTIC_TAG,
  PARAMETERS_TAG,
  RAISES_TAG,
  SKIP_TAG,
  TagError,
} from '../jupyter/tags';
import { placedCells, type Problem } from './problem';

/** Tags that mean something to this project, or to papermill, nbclient and Jupyter Book. */
const KNOWN_TAGS = [
  ...[PARAMETERS_TAG, INJECTED_TAG, RAISES_TAG, SKIP_TAG, NONDETERMINISTIC_TAG],
  ...['hide-input', 'hide-output', 'hide-cell', 'remove-input', 'remove-output', 'remove-cell'],
];
/** Tags that act on code alone. */
const CODE_TAGS = [PARAMETERS_TAG, RAISES_TAG, SKIP_TAG, NONDETERMINISTIC_TAG];
/** Slips of the finger and a missing letter; `solution` and the like are far from all known tags. */
const MAX_EDITS = 2;

function meant(tag: string): string | undefined {
  const written = tag
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-');
  return KNOWN_TAGS.find((known) => distance(written, known) <= MAX_EDITS);
}

function faultOf(tag: string, isCode: boolean): string | undefined {
  if (KNOWN_TAGS.includes(tag)) {
    return !isCode && CODE_TAGS.includes(tag)
      ? `The tag '${tag}' has no effect on a cell without code.`
      : undefined;
  }
  const known = meant(tag);
  return known && `The tag '${tag}' has no effect; did you mean '${known}'?`;
}

/** Whether the tag is meant to limit the cell's time, and does not. */
function timeFault(tag: string, cell: Cell): string | undefined {
  if (!/^time[-_ ]?(out|limit)\b/i.test(tag)) return undefined;
  const advice = 'Write seconds, as in timeout=60.';
  try {
    const seconds = cellTimeout({ ...cell, metadata: { tags: [tag] } });
    return seconds === undefined ? `The tag '${tag}' has no effect. ${advice}` : undefined;
  } catch (error) {
    if (!(error instanceof TagError)) throw error;
    return `The tag '${tag}' gives no time. ${advice}`;
  }
}

/** Tags that are there for an effect that they do not have. */
export function checkTags(notebook: Notebook): Problem[] {
  return placedCells(notebook).flatMap(({ cell, place }) =>
    (cell.metadata.tags ?? []).flatMap((tag): Problem[] => {
      const message = timeFault(tag, cell) ?? faultOf(tag, cell.cell_type === 'code');
      return message ? [{ rule: 'tags', message, cell: place, isFixable: false }] : [];
    }),
  );
}
