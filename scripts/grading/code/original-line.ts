import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { PREFIX_LINES, type CompiledCell } from './compile-cells';

/** The line of a cell's source, from 1, for a line of its code; nothing where there is none. */
export function originalLine({ map }: CompiledCell, line: number): number | undefined {
  const inner = line - PREFIX_LINES;
  if (inner < 1 || map === '') return undefined;
  return originalPositionFor(new TraceMap(map), { line: inner, column: 10_000 }).line ?? undefined;
}
