import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { backendInfo } from '../../../lib';
import type { Trained } from './models';

/** How far weights may be apart after 20 steps, relative to the largest of a tensor. */
const TOLERANCE = 1e-4;

function trainOn(backend: 'wasm' | 'native'): Record<string, Trained> {
  const output = execFileSync(process.execPath, [path.join(__dirname, 'models.js')], {
    encoding: 'utf8',
    env: { ...process.env, LATENTLAB_BACKEND: backend },
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as Record<string, Trained>;
}

function assertNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  actual.forEach((value, i) => {
    const difference = Math.abs(value - (expected[i] as number));
    assert.ok(difference <= TOLERANCE * largest, `${what} differs by ${difference} of ${largest}`);
  });
}

const isNative = backendInfo().name === 'native';

describe(
  'after 20 steps WebAssembly has learned what native TensorFlow has',
  { skip: isNative ? false : 'there is one backend only' },
  () => {
    const wasm = isNative ? trainOn('wasm') : {};
    const native = isNative ? trainOn('native') : {};
    for (const name of Object.keys(native)) {
      test(name, () => {
        const [ours, theirs] = [wasm[name] as Trained, native[name] as Trained];
        assertNear(ours.losses, theirs.losses, 'the loss');
        theirs.weights.forEach((weights, i) =>
          assertNear(ours.weights[i] ?? [], weights, `weight ${i}`),
        );
        const [first = 0, last = 0] = [theirs.losses[0], theirs.losses.at(-1)];
        assert.ok(last < first, 'the loss has become less');
      });
    }
  },
);
