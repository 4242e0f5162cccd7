/** What earlier runs took, cell by cell: from this the time left is estimated, and shards are balanced. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeWhole } from '../jupyter/write-whole';
import { isGoodCell, type NotebookResult } from './result';

/** A notebook with one set of parameters: seconds of its last runs, the latest at the end. */
interface Samples {
  start: number[];
  /** By the cell's id and its source. */
  cells: Record<string, number[]>;
}

/** By path, and there by parameters. */
export interface Timings {
  version: 1;
  notebooks: Record<string, Record<string, Samples>>;
}

/** What of a cell decides how long it takes. */
export interface TimedCell {
  id: string;
  source: string;
}

/** What a notebook is expected to take, by its earlier runs. */
export interface ExpectedTimes {
  startSeconds: number;
  /** Nothing for a cell that did not run through before as it is now. */
  cellSeconds(cell: TimedCell): number | undefined;
  /** Of the whole notebook, as it was run last. */
  totalSeconds: number;
}

/** Runs and sets of parameters that are remembered. */
const MEMORY = 5;

/** Before anything was learned. */
export const NO_TIMINGS: Timings = { version: 1, notebooks: {} };

function keyOf({ id, source }: TimedCell): string {
  return `${id}:${createHash('sha256').update(source).digest('hex').slice(0, 8)}`;
}

function parametersKey(parameters: Record<string, unknown>): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (low + high) / 2;
}

function sampled(earlier: readonly number[] = [], seconds: number | undefined): number[] {
  return (seconds === undefined ? earlier : [...earlier, seconds]).slice(-MEMORY);
}

function learn(earlier: Samples | undefined, { startSeconds, cells }: NotebookResult): Samples {
  const samples = cells.map((cell): [string, number[]] => {
    const key = keyOf(cell);
    return [key, sampled(earlier?.cells[key], isGoodCell(cell) ? cell.seconds : undefined)];
  });
  return {
    start: sampled(earlier?.start, startSeconds),
    cells: Object.fromEntries(samples.filter(([, seconds]) => seconds.length > 0)),
  };
}

/** The timings with those of more results; what was not run tells nothing. */
export function learnTimings(timings: Timings, results: readonly NotebookResult[]): Timings {
  const notebooks = { ...timings.notebooks };
  for (const result of results) {
    const { path, parameters, status, cells } = result;
    if (status === 'cached' || cells.every(({ executionCount }) => executionCount === null))
      continue;
    const { [parametersKey(parameters)]: earlier, ...others } = notebooks[path] ?? {};
    const kept = Object.entries(others).slice(-(MEMORY - 1));
    notebooks[path] = {
      ...Object.fromEntries(kept),
      [parametersKey(parameters)]: learn(earlier, result),
    };
  }
  return { version: 1, notebooks };
}

/** What a notebook is expected to take; nothing where it never ran with these parameters. */
export function expectedTimes(
  { notebooks }: Timings,
  path: string,
  parameters: Record<string, unknown>,
): ExpectedTimes | undefined {
  const samples = notebooks[path]?.[parametersKey(parameters)];
  if (!samples) return undefined;
  const startSeconds = median(samples.start);
  return {
    startSeconds,
    cellSeconds: (cell) => {
      const seconds = samples.cells[keyOf(cell)];
      return seconds && median(seconds);
    },
    totalSeconds: Object.values(samples.cells)
      .map(median)
      .reduce((a, b) => a + b, startSeconds),
  };
}

/** The timings in a file; none where there is no such file, or it is of another version. */
export async function readTimings(file: string): Promise<Timings> {
  try {
    const timings = JSON.parse(await readFile(file, 'utf8')) as Timings;
    return timings.version === 1 ? timings : NO_TIMINGS;
  } catch {
    return NO_TIMINGS;
  }
}

/**
 * Writes timings.
 *
 * @throws WriteError where the system does not let it
 */
export async function writeTimings(file: string, timings: Timings): Promise<void> {
  await writeWhole(file, `${JSON.stringify(timings, null, 1)}\n`);
}
