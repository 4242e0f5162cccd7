/** Compares texts line by line: numbers within a tolerance, everything else to the letter. */
import { stripVTControlCharacters } from 'node:util';
import { diffArrays } from 'diff';
import type { DiffLine, MovedNumber, OutputDifference } from '../runner/result-difference';
import {
  isClose,
  kept,
  moved,
  movedSentence,
  tokenise,
  valueOf,
  type Tokens,
  type Tolerance,
} from './numbers';

/** Lines shown around those that differ. */
const CONTEXT = 2;
/** Lines of a difference that a result keeps. */
const KEPT_LINES = 200;
/** Edits after which texts count as different altogether: finding the shortest way takes their square. */
const MAX_EDITS = 1000;

/** A difference without the name of its output. */
export type Finding = Omit<OutputDifference, 'output'>;

/** Lines that were replaced by others, or are in both. */
interface Hunk {
  before: string[];
  after: string[];
  isSame: boolean;
}

/** Takes lines apart, each once. */
function tokeniser(): (line: string) => Tokens {
  const known = new Map<string, Tokens>();
  return (line) => {
    const tokens = known.get(line) ?? tokenise(line);
    known.set(line, tokens);
    return tokens;
  };
}

/** Whether lines say the same but for their numbers. */
function areAlike(before: Tokens, after: Tokens): boolean {
  return before.words === after.words && before.numbers.length === after.numbers.length;
}

function areClose(before: Tokens, after: Tokens, tolerance: Tolerance): boolean {
  return before.numbers.every((number, i) =>
    isClose(valueOf(number), valueOf(after.numbers[i] ?? ''), tolerance),
  );
}

/** Where no line came or went, each is compared with the one in its place. */
function pairedHunks(
  before: string[],
  after: string[],
  isEqual: (a: string, b: string) => boolean,
): Hunk[] {
  const hunks: Hunk[] = [];
  for (const [i, line] of before.entries()) {
    const now = after[i] ?? '';
    const isSame = isEqual(line, now);
    const last = hunks.at(-1);
    if (last?.isSame === isSame) {
      last.before.push(line);
      last.after.push(now);
    } else {
      hunks.push({ before: [line], after: [now], isSame });
    }
  }
  return hunks;
}

function diffHunks(
  before: string[],
  after: string[],
  isEqual: (a: string, b: string) => boolean,
): Hunk[] {
  const changes = diffArrays(before, after, { comparator: isEqual, maxEditLength: MAX_EDITS });
  if (!changes) return [{ before, after, isSame: false }];
  const hunks: Hunk[] = [];
  for (const { added, removed, value } of changes) {
    const last = hunks.at(-1);
    if (!added && !removed) hunks.push({ before: value, after: value, isSame: true });
    else if (!last || last.isSame) {
      hunks.push({ before: added ? [] : value, after: added ? value : [], isSame: false });
    } else {
      (added ? last.after : last.before).push(...value);
    }
  }
  return hunks;
}

const left = (count: number): DiffLine => ({
  sign: '…',
  text: count === 1 ? '1 line' : `${count} lines`,
});

/** Lines in both: of many only those beside a change. */
function contextLines(lines: string[], isFirst: boolean, isLast: boolean): DiffLine[] {
  const head = isFirst ? 0 : CONTEXT;
  const tail = isLast ? 0 : CONTEXT;
  const show = (part: string[]) => part.map((text): DiffLine => ({ sign: ' ', text }));
  const hidden = lines.length - head - tail;
  if (hidden <= 1) return show(lines);
  return [
    ...show(lines.slice(0, head)),
    left(hidden),
    ...show(tail === 0 ? [] : lines.slice(-tail)),
  ];
}

function shownLines(hunks: readonly Hunk[], show: (line: string) => string): DiffLine[] {
  const lines = hunks.flatMap((hunk, i): DiffLine[] => {
    if (hunk.isSame) return contextLines(hunk.after.map(show), i === 0, i === hunks.length - 1);
    return [
      ...hunk.before.map((line): DiffLine => ({ sign: '-', text: show(line) })),
      ...hunk.after.map((line): DiffLine => ({ sign: '+', text: show(line) })),
    ];
  });
  if (lines.length <= KEPT_LINES) return lines;
  return [...lines.slice(0, KEPT_LINES), left(lines.length - KEPT_LINES)];
}

/** Numbers that moved in lines which otherwise stayed, and how many other lines changed. */
function movedNumbers(
  hunks: readonly Hunk[],
  tokens: (line: string) => Tokens,
  tolerance: Tolerance,
): { numbers: MovedNumber[]; otherLines: number } {
  const numbers: MovedNumber[] = [];
  let otherLines = 0;
  let position = 0;
  for (const { before, after, isSame } of hunks) {
    for (let i = 0; !isSame && i < Math.max(before.length, after.length); i++) {
      const [from, to] = [before[i], after[i]];
      if (from === undefined || to === undefined || !areAlike(tokens(from), tokens(to))) {
        otherLines += 1;
        continue;
      }
      for (const [j, number] of tokens(from).numbers.entries()) {
        const now = tokens(to).numbers[j] ?? '';
        if (isClose(valueOf(number), valueOf(now), tolerance)) continue;
        numbers.push(moved(`line ${position + i + 1}`, number, now));
      }
    }
    position += after.length;
  }
  return { numbers, otherLines };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

const otherSentence = (lines: number): string =>
  lines === 1 ? '1 line differs.' : `${lines} lines differ.`;

/**
 * How a text differs from the one before; nothing where it does not.
 *
 * @param show how a line is shown, where that is not the line itself
 */
export function compareText(
  before: string,
  after: string,
  tolerance: Tolerance,
  show: (line: string) => string = stripVTControlCharacters,
): Finding | undefined {
  if (before === after) return undefined;
  const [a, b] = [linesOf(before), linesOf(after)];
  const tokens = tokeniser();
  const isEqual = (from: string, to: string): boolean =>
    from === to ||
    (areAlike(tokens(from), tokens(to)) && areClose(tokens(from), tokens(to), tolerance));
  const isPaired =
    a.length === b.length && a.every((line, i) => areAlike(tokens(line), tokens(b[i] ?? '')));
  const hunks = isPaired ? pairedHunks(a, b, isEqual) : diffHunks(a, b, isEqual);
  if (hunks.every(({ isSame }) => isSame)) return undefined;
  const { numbers, otherLines } = movedNumbers(hunks, tokens, tolerance);
  const sentences = [
    ...(numbers.length > 0 ? [movedSentence(numbers)] : []),
    ...(otherLines > 0 ? [otherSentence(otherLines)] : []),
  ];
  return {
    message: sentences.join(' '),
    lines: shownLines(hunks, show),
    ...(numbers.length > 0 && { numbers: kept(numbers) }),
  };
}
