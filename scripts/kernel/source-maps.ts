/** Positions of generated code traced back to what was written. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

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

/** Traces frames in compiled files back to their sources, by the source maps that lie beside them. */
export class CompiledFiles {
  private readonly maps = new Map<string, TraceMap | undefined>();

  /** @returns undefined where the file has no map */
  trace(fileName: string, position: Position): { name: string; position: Position } | undefined {
    if (!this.maps.has(fileName)) this.maps.set(fileName, readMap(`${fileName}.map`));
    const map = this.maps.get(fileName);
    if (!map) return undefined;
    const { line, column } = { line: position.line, column: position.column - 1 };
    const original = originalPositionFor(map, { line, column });
    if (original.source === null) return undefined;
    const source = path.resolve(path.dirname(fileName), original.source);
    return {
      name: path.relative(process.cwd(), source),
      position: { line: original.line, column: original.column + 1 },
    };
  }
}

function readMap(fileName: string): TraceMap | undefined {
  try {
    return new TraceMap(readFileSync(fileName, 'utf8'));
  } catch {
    return undefined;
  }
}
