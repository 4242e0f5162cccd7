import { findRegions } from '../assignment/regions';

/** Called by a test cell as it enters (true) and leaves (false) a hidden region. */
export const HIDDEN_MARK = '$hidden';

/** A test cell whose markers of hidden tests are calls, in the same lines. */
export function markHiddenRegions(source: string): string {
  const lines = source.split('\n');
  for (const { from, to } of findRegions(source, 'HIDDEN TESTS').regions) {
    lines[from] = `;${HIDDEN_MARK}(true);`;
    lines[to] = `;${HIDDEN_MARK}(false);`;
  }
  return lines.join('\n');
}
