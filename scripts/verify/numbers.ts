/** Numbers in text, and when two of them are the same. */
import type { MovedNumber } from '../runner/result-difference';

/** A number counts as the same where |after - before| <= atol + rtol |before|, as in NumPy. */
export interface Tolerance {
  rtol: number;
  atol: number;
}

/** Numbers that a result keeps of an output; the sentence counts all. */
const KEPT_NUMBERS = 100;

// No part of a word, a colour, a version or a hash; a unit may follow.
const NUMBER =
  /(?<![\p{L}\p{N}_#.])[-+−]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\.?\p{L}*[\p{N}_])|(?:NaN|nan|Infinity|inf)(?![\p{L}\p{N}_]))/gu;

/** A text taken apart: what is between its numbers, and the numbers as they are written. */
export interface Tokens {
  /** Blanks beside a number are left out, because columns widen with their numbers. */
  words: string;
  numbers: string[];
}

/** Takes a line apart. */
export function tokenise(line: string): Tokens {
  const numbers = line.match(NUMBER) ?? [];
  if (numbers.length === 0) return { words: line, numbers };
  const between = line.split(NUMBER);
  return {
    words: between.map((text) => text.trim().replace(/\s+/g, ' ')).join('\0'),
    numbers,
  };
}

/** Value of a number as {@link tokenise} finds it. */
export function valueOf(number: string): number {
  const text = number.replace('−', '-');
  if (/nan/i.test(text)) return NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** Whether a number is as it was, within the tolerance. NaN is as NaN. */
export function isClose(before: number, after: number, { rtol, atol }: Tolerance): boolean {
  if (before === after || (Number.isNaN(before) && Number.isNaN(after))) return true;
  if (!Number.isFinite(before)) return false;
  return Math.abs(after - before) <= atol + rtol * Math.abs(before);
}

/** What became of a number. */
export function moved(place: string, before: string, after: string): MovedNumber {
  const from = valueOf(before);
  const relativeError = Math.abs(valueOf(after) - from) / Math.abs(from);
  return {
    place,
    before,
    after,
    relativeError: Number.isFinite(relativeError) ? relativeError : null,
  };
}

const rank = ({ relativeError }: MovedNumber): number => relativeError ?? Infinity;

/** The numbers that a result keeps: all in their order, or those that moved most. */
export function kept(numbers: readonly MovedNumber[]): MovedNumber[] {
  if (numbers.length <= KEPT_NUMBERS) return [...numbers];
  return [...numbers].sort((a, b) => rank(b) - rank(a)).slice(0, KEPT_NUMBERS);
}

/** `2 numbers moved; the largest relative error is 3.1e-2.` */
export function movedSentence(numbers: readonly MovedNumber[]): string {
  const count = numbers.length === 1 ? '1 number moved' : `${numbers.length} numbers moved`;
  const errors = numbers.flatMap(({ relativeError: error }) => (error === null ? [] : [error]));
  if (errors.length === 0) return `${count}.`;
  const largest = errors.reduce((a, b) => Math.max(a, b)).toExponential(1);
  return numbers.length === 1
    ? `${count}, by a relative error of ${largest}.`
    : `${count}; the largest relative error is ${largest}.`;
}
