import { createHash } from 'node:crypto';
import { isDeepStrictEqual, inspect } from 'node:util';
import * as tf from '../backend/tf';
import { formatSignificant } from '../display/format-number';

/** An answer is not there yet. */
export class Unanswered extends Error {}

/** An answer is not the expected one. */
export class Mismatch extends Error {
  constructor(readonly words: readonly string[]) {
    super(words.join(' '));
  }
}

/** Numbers in any of the forms in which an answer may come. */
export type Numbers = number | tf.Tensor | ArrayLike<number> | readonly (readonly number[])[];

/** How {@link expectClose} compares. */
export interface ClosenessOptions {
  /**
   * The largest difference allowed in any entry.
   * @default 1e-4
   */
  tolerance?: number;
  /**
   * What the numbers are, in a few words.
   * @default 'the answer'
   */
  what?: string;
}

/** Expects numbers, one by one, within a tolerance, in the same shape. */
export function expectClose(
  actual: Numbers | undefined,
  expected: Numbers,
  { tolerance = 1e-4, what = 'the answer' }: ClosenessOptions = {},
): void {
  if (actual === undefined) throw new Unanswered();
  const [a, b] = [readNumbers(actual), readNumbers(expected)];
  if (!isDeepStrictEqual(a.shape, b.shape)) {
    throw new Mismatch([
      `Expected ${what} of shape [${b.shape.join(', ')}]; yours has shape [${a.shape.join(', ')}].`,
    ]);
  }
  const place = b.values.findIndex(
    (value, i) => !(Math.abs(value - (a.values[i] ?? NaN)) <= tolerance),
  );
  if (place < 0) return;
  const entry = b.values.length > 1 ? ` in entry ${indexOf(place, b.shape)}` : '';
  throw new Mismatch([
    `Expected ${what} to be ${formatSignificant(b.values[place] ?? NaN)}${entry}; ` +
      `yours is ${formatSignificant(a.values[place] ?? NaN)}.`,
  ]);
}

/** Expects the same value: numbers, words, lists of them. */
export function expectEqual<T>(actual: T | undefined, expected: T, what = 'the answer'): void {
  if (actual === undefined) throw new Unanswered();
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Mismatch([`Expected ${what} to be ${inspect(expected)}; yours is ${inspect(actual)}.`]);
}

/**
 * Expects one of a few words, without the cell's giving the right one away.
 *
 * @param digest the first 8 hexadecimal digits of the SHA-256 of the right word
 */
export function expectDigest(
  actual: string | undefined,
  digest: string,
  what = 'the answer',
): void {
  if (actual === undefined) throw new Unanswered();
  const own = createHash('sha256').update(actual).digest('hex');
  if (!own.startsWith(digest)) throw new Mismatch([`${inspect(actual)} is not ${what}.`]);
}

/** Expects that something holds; `otherwise` tells what was expected and what came. */
export function expectTrue(condition: boolean | undefined, otherwise: string): void {
  if (condition === undefined) throw new Unanswered();
  if (!condition) throw new Mismatch([otherwise]);
}

/** Ends a check early where an answer is still missing. */
export function expectAnswered<T>(answer: T | undefined): asserts answer is T {
  if (answer === undefined) throw new Unanswered();
}

function readNumbers(numbers: Numbers): { shape: number[]; values: number[] } {
  if (numbers instanceof tf.Tensor) {
    return { shape: numbers.shape, values: Array.from(numbers.dataSync()) };
  }
  if (typeof numbers === 'number') return { shape: [], values: [numbers] };
  const rows: readonly (number | readonly number[])[] = Array.from<number | readonly number[]>(
    numbers,
  );
  const [first] = rows;
  const shape = typeof first === 'object' ? [rows.length, first.length] : [rows.length];
  return { shape, values: rows.flat() };
}

function indexOf(place: number, shape: readonly number[]): string {
  const index: number[] = [];
  for (const length of [...shape].reverse()) {
    index.unshift(place % length);
    place = Math.floor(place / length);
  }
  return `[${index.join(', ')}]`;
}
