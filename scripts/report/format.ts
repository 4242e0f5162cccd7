import prettyMilliseconds from 'pretty-ms';
import type { CellResult, CellStatus, NotebookStatus } from '../runner/result';

/** `0.31 s`, `12.4 s`, `3m 20s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return prettyMilliseconds(seconds * 1000, { secondsDecimalDigits: 0 });
}

/** `312 MB`, `1.4 GB`. */
export function memory(bytes: number): string {
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `1 notebook`, `3 notebooks`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Position of a cell as a reader counts: from 1, among all cells of the notebook. */
export function cellNumber(cell: CellResult): number {
  return cell.index + 1;
}

/** Statuses of a cell that something went wrong in. */
export function cellFailed(cell: CellResult): boolean {
  return ['different', 'error', 'timeout', 'dead', 'interrupted'].includes(cell.status);
}

/** How a status is called, and whether it is good, bad or neither. */
export const STATUS: Record<
  NotebookStatus | CellStatus,
  { label: string; tone: 'good' | 'bad' | 'idle'; symbol: string }
> = {
  ok: { label: 'passed', tone: 'good', symbol: '✓' },
  cached: { label: 'cached', tone: 'good', symbol: '✓' },
  different: { label: 'not as recorded', tone: 'bad', symbol: '≠' },
  failed: { label: 'failed', tone: 'bad', symbol: '✕' },
  error: { label: 'failed', tone: 'bad', symbol: '✕' },
  timeout: { label: 'timed out', tone: 'bad', symbol: '✕' },
  dead: { label: 'kernel died', tone: 'bad', symbol: '✕' },
  interrupted: { label: 'interrupted', tone: 'bad', symbol: '✕' },
  skipped: { label: 'skipped', tone: 'idle', symbol: '–' },
  'not-run': { label: 'not run', tone: 'idle', symbol: '–' },
};
