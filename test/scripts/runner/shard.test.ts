import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shardPlan, shareOut, type ShardedItem } from '../../../scripts/runner/shard';

const items = (...seconds: (number | undefined)[]): ShardedItem[] =>
  seconds.map((each, i) => ({ path: `${i}.ipynb`, seconds: each }));
const paths = (parts: ShardedItem[][]) =>
  parts.map((part) => part.map(({ path }) => path.replace('.ipynb', '')).join(' '));

test('every item is in one part', () => {
  const all = items(3, undefined, 1, 8, undefined, 2, 2);
  for (const count of [1, 2, 3, 7, 9]) {
    const parts = shareOut(all, count);
    assert.equal(parts.length, count);
    assert.deepEqual(
      parts
        .flat()
        .map(({ path }) => path)
        .sort(),
      all.map(({ path }) => path),
    );
  }
});

test('parts take about the same time', () => {
  assert.deepEqual(paths(shareOut(items(10, 1, 2, 3, 4), 2)), ['0', '4 3 2 1']);
  // One without a time counts as the average, which is 4 here.
  assert.deepEqual(paths(shareOut(items(6, 2, undefined), 2)), ['0', '2 1']);
});

test('without times, parts have as many items', () => {
  const none = items(...Array.from({ length: 7 }, () => undefined));
  assert.deepEqual(paths(shareOut(none, 3)), ['0 3 6', '1 4', '2 5']);
});

test('the same items make the same parts, in whatever order they come', () => {
  const all = items(5, 5, undefined, 5, 1);
  const turned = [...all].reverse();
  assert.deepEqual(paths(shareOut(turned, 3)), paths(shareOut(all, 3)));
  assert.equal(shardPlan(turned, 3), shardPlan(all, 3));
  const plans = [shardPlan(all, 3), shardPlan(all, 2), shardPlan(items(50, 5, 1, 5, 1), 3)];
  assert.equal(new Set(plans).size, 3);
});
