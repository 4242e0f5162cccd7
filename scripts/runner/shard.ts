/** One of several parts of a run, for machines that share the work. */
import { createHash } from 'node:crypto';
import { JupyterError } from '../jupyter/error';

/** Part `index` of `count`, counted from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** What a shard is chosen from. */
export interface ShardedItem {
  path: string;
  /** Expected, where that is known. */
  seconds: number | undefined;
}

/** An empty part, or parts that do not fit together. */
export class ShardError extends JupyterError {}

function byWeight(a: { weight: number; path: string }, b: typeof a): number {
  return b.weight - a.weight || (a.path < b.path ? -1 : 1);
}

/**
 * Shares items out into `count` parts of about the same time: the longest first, each to the part
 * that has the least so far. An item without a time counts as an average one. The same items and
 * times make the same parts, in whatever order they come.
 */
export function shareOut<T extends ShardedItem>(items: readonly T[], count: number): T[][] {
  const known = items.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]));
  const average = known.length === 0 ? 1 : known.reduce((a, b) => a + b, 0) / known.length;
  const parts = Array.from({ length: count }, () => ({ weight: 0, items: [] as T[] }));
  const weighed = items.map((item) => ({ item, path: item.path, weight: item.seconds ?? average }));
  for (const { item, weight } of weighed.sort(byWeight)) {
    const lightest = parts.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.weight += weight;
    lightest.items.push(item);
  }
  return parts.map((part) => part.items);
}

/** Short hash of how items are shared out: different where machines would not agree on it. */
export function shardPlan(items: readonly ShardedItem[], count: number): string {
  const paths = shareOut(items, count).map((part) => part.map(({ path }) => path).sort());
  return createHash('sha256').update(JSON.stringify(paths)).digest('hex').slice(0, 12);
}
