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
  /**
   * Numbers that frequent mistakes lead to, by the sentence that then is added.
   * @default none
   */
  mistakes?: Readonly<Record<string, Numbers>>;
}

/** Expects numbers, one by one, within a tolerance, in the same shape. */
export function expectClose(
  actual: Numbers | undefined,
  expected: Numbers,
  { tolerance = 1e-4, what = 'the answer', mistakes = {} }: ClosenessOptions = {},
): void {
  if (actual === undefined) throw new Unanswered();
  const [a, b] = [readNumbers(actual), readNumbers(expected)];
  const explanations = Object.keys(mistakes).filter((sentence) =>
    isClose(a, readNumbers(mistakes[sentence] as Numbers), tolerance),
  );
  if (!isDeepStrictEqual(a.shape, b.shape)) {
    throw new Mismatch([
      `Expected ${what} of shape [${b.shape.join(', ')}]; yours has shape [${a.shape.join(', ')}].`,
      ...explanations,
    ]);
  }
  const place = firstDifference(a.values, b.values, tolerance);
  if (place < 0) return;
  const entry = b.values.length > 1 ? ` in entry ${indexOf(place, b.shape)}` : '';
  throw new Mismatch([
    `Expected ${what} to be ${formatSignificant(b.values[place] ?? NaN)}${entry}; ` +
      `yours is ${formatSignificant(a.values[place] ?? NaN)}.`,
    ...explanations,
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

/** Numbers row by row, and their shape. */
interface NumbersRead {
  shape: number[];
  values: number[];
}

function isClose(a: NumbersRead, b: NumbersRead, tolerance: number): boolean {
  return isDeepStrictEqual(a.shape, b.shape) && firstDifference(a.values, b.values, tolerance) < 0;
}

/** The place of the first pair that is not close, -1 where all are. Nothing is close to NaN. */
function firstDifference(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): number {
  return expected.findIndex((value, i) => {
    const other = actual[i] ?? NaN;
    return value !== other && !(Math.abs(value - other) <= tolerance);
  });
}

function readNumbers(numbers: Numbers): NumbersRead {
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
