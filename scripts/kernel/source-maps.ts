/** Positions of a cell's generated code traced back through the steps of its conversion. */
import { type TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

/** A one-based position. */
export interface Position {
  line: number;
  column: number;
}

/**
 * Traces `position` through `maps`, the last transformation's map first.
 *
 * @param prefixLines lines at the start of the source that are not the user's
 * @returns undefined where no part of the source stands behind the position
 */
export function originalPosition(
  position: Position,
  maps: readonly TraceMap[],
  prefixLines: number,
): Position | undefined {
  let { line, column } = position;
  for (const map of maps) {
    const original = originalPositionFor(map, { line, column: column - 1 });
    if (original.line === null) return undefined;
    line = original.line;
    column = original.column + 1;
  }
  line -= prefixLines;
  return line > 0 ? { line, column } : undefined;
}
