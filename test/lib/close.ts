import assert from 'node:assert/strict';

/** Asserts that two lists of numbers have one length and agree within an absolute tolerance. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length, 'the lengths differ');
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [Number(actual[i]), Number(expected[i])];
    assert.ok(Math.abs(a - b) <= tolerance, `value ${i} is ${a}, expected ${b} +- ${tolerance}`);
  }
}
