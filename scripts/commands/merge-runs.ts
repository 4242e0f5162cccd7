/** Results of several runs as one. */
import { basename, dirname, join } from 'node:path';
import type { Notebook } from '../jupyter/nbformat';
import { readNotebook } from '../jupyter/notebook-file';
import type { NotebookResult, RunResult } from '../runner/result';
import { ShardError } from '../runner/shard';

/** A result, and the file that it was read from. */
export interface RunFile {
  file: string;
  run: RunResult;
}

/** Parts of one run must be all of them, and shared out alike. */
function checkShards(files: readonly RunFile[]): void {
  const shards = files.flatMap(({ file, run }) => (run.shard ? [{ file, ...run.shard }] : []));
  const [first] = shards;
  if (!first) return;
  const other = shards.find(({ plan }) => plan !== first.plan);
  if (other) {
    throw new ShardError(
      `${first.file} and ${other.file} are parts of different runs, or of one that was not shared out alike.`,
      'Run all parts with the same notebooks and the same times.json, or with none.',
    );
  }
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: first.count }, (_, i) => i + 1).filter((i) => !there.has(i));
  if (missing.length === 0) return;
  throw new ShardError(
    `Of ${first.count} parts these are missing: ${missing.join(', ')}.`,
    'Name the results of all parts.',
  );
}

function sharedFacts(runs: readonly RunResult[]): Record<string, string> {
  const names = [...new Set(runs.flatMap(({ environment }) => Object.keys(environment)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = new Set(runs.map(({ environment }) => environment[name] ?? 'unknown'));
      return [name, [...values].join('; ')];
    }),
  );
}

/**
 * One result of several: the notebooks by path, of one that is in several runs its latest. It took
 * from the start of the first run to the end of the last.
 *
 * @throws ShardError where parts of a run are missing or do not fit together
 */
export function mergeRuns(files: readonly RunFile[]): RunResult {
  checkShards(files);
  const runs = files
    .map(({ run }) => run)
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const notebooks = new Map<string, NotebookResult>();
  for (const run of runs) for (const result of run.notebooks) notebooks.set(result.path, result);
  const starts = runs.map(({ startedAt }) => Date.parse(startedAt));
  const ends = runs.map(({ seconds }, i) => (starts[i] ?? 0) + seconds * 1000);
  const [first] = runs;
  return {
    version: 1,
    startedAt: first?.startedAt ?? new Date(0).toISOString(),
    seconds: (Math.max(...ends) - Math.min(...starts)) / 1000,
    environment: sharedFacts(runs),
    notebooks: [...notebooks.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Where an executed copy may be: beside its run.json, wherever that was brought, or as it was. */
function places(outputPath: string, runFile: string): string[] {
  const parts = outputPath.split('/');
  return [...parts.map((_, i) => join(dirname(runFile), ...parts.slice(i))), outputPath];
}

/** The executed notebooks of a merged run, as far as they can be found. */
export async function executedNotebooks(
  merged: RunResult,
  files: readonly RunFile[],
): Promise<Map<string, Notebook>> {
  const notebooks = new Map<string, Notebook>();
  for (const result of merged.notebooks) {
    const { outputPath, path } = result;
    const source = files.find(({ run }) => run.notebooks.includes(result));
    if (outputPath === undefined || !source) continue;
    for (const place of places(outputPath, source.file)) {
      const notebook = await readNotebook(place).catch(() => undefined);
      if (!notebook || basename(place) !== basename(path)) continue;
      notebooks.set(path, notebook);
      break;
    }
  }
  return notebooks;
}
