/** Compares JSON values: structure and words exactly, numbers within a tolerance. */
import type { DiffLine, MovedNumber } from '../runner/result-difference';
import type { Finding } from './compare-text';
import { isClose, kept, moved, movedSentence, tokenise, valueOf, type Tolerance } from './numbers';

/** Changes other than of numbers that a result keeps. */
const KEPT_CHANGES = 50;
/** Characters of a value that a change shows. */
const SHOWN = 120;

/** plotly's arrays of numbers as base64 in the byte order of x86, by their `dtype`. */
const TYPED_ARRAYS: Record<string, (bytes: ArrayBuffer) => ArrayLike<number>> = {
  i1: (bytes) => new Int8Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
};

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The numbers of a typed array that plotly wrote; every other value as it is. */
function unpacked(value: unknown): unknown {
  if (!isObject(value) || typeof value['bdata'] !== 'string') return value;
  const { dtype, bdata, ...rest } = value as JsonObject & { bdata: string };
  const read = TYPED_ARRAYS[String(dtype)];
  const bytes = new Uint8Array(Buffer.from(bdata, 'base64'));
  try {
    return read ? { ...rest, numbers: Array.from(read(bytes.buffer)) } : value;
  } catch {
    return value; // Not a whole number of elements.
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

const member = (path: string, key: string): string => {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** Gathers what differs. */
class JsonComparison {
  readonly numbers: MovedNumber[] = [];
  readonly lines: DiffLine[] = [];
  changes = 0;

  constructor(readonly tolerance: Tolerance) {}

  compare(before: unknown, after: unknown, path: string): void {
    const [from, to] = [unpacked(before), unpacked(after)];
    if (typeof from === 'number' && typeof to === 'number') {
      if (!isClose(from, to, this.tolerance)) {
        this.numbers.push(moved(path, String(from), String(to)));
      }
    } else if (typeof from === 'string' && typeof to === 'string') {
      if (!this.#sayTheSame(from, to)) this.#change(path, from, to);
    } else if (Array.isArray(from) && Array.isArray(to)) {
      this.#compareArrays(from, to, path);
    } else if (isObject(from) && isObject(to)) {
      for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
        this.compare(from[key], to[key], member(path, key));
      }
    } else if (from !== to) {
      this.#change(path, from, to);
    }
  }

  /** Titles may hold numbers. */
  #sayTheSame(before: string, after: string): boolean {
    if (before === after) return true;
    const [from, to] = [tokenise(before), tokenise(after)];
    return (
      from.words === to.words &&
      from.numbers.length === to.numbers.length &&
      from.numbers.every((number, i) =>
        isClose(valueOf(number), valueOf(to.numbers[i] ?? ''), this.tolerance),
      )
    );
  }

  #compareArrays(before: unknown[], after: unknown[], path: string): void {
    if (before.length !== after.length) {
      this.#change(`${path}.length`, before.length, after.length);
      return;
    }
    for (const [i, item] of before.entries()) this.compare(item, after[i], `${path}[${i}]`);
  }

  #change(path: string, before: unknown, after: unknown): void {
    this.changes += 1;
    if (this.changes > KEPT_CHANGES) return;
    const place = path === '' ? '' : `${path}: `;
    if (before !== undefined) this.lines.push({ sign: '-', text: place + shown(before) });
    if (after !== undefined) this.lines.push({ sign: '+', text: place + shown(after) });
  }
}

/** How a JSON value differs from the one before; nothing where it does not. */
export function compareJson(
  before: unknown,
  after: unknown,
  tolerance: Tolerance,
): Finding | undefined {
  const comparison = new JsonComparison(tolerance);
  comparison.compare(before, after, '');
  const { numbers, lines, changes } = comparison;
  if (numbers.length === 0 && changes === 0) return undefined;
  const sentences = [
    ...(numbers.length > 0 ? [movedSentence(numbers)] : []),
    ...(changes > 0 ? [changes === 1 ? '1 value differs.' : `${changes} values differ.`] : []),
  ];
  return {
    message: sentences.join(' '),
    ...(lines.length > 0 && { lines }),
    ...(numbers.length > 0 && { numbers: kept(numbers) }),
  };
}
