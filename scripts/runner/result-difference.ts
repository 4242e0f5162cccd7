/** How an output of a rerun differs from the recorded one: a part of the result of a run. */

/** A line of a text that differs: as recorded (`-`), as it is now (`+`), in both, or left out. */
export interface DiffLine {
  sign: ' ' | '-' | '+' | '…';
  text: string;
}

/** A number that left its tolerance. */
export interface MovedNumber {
  /** `line 3`, or where it is in a JSON value: `data[0].y[12]`. */
  place: string;
  before: string;
  after: string;
  /** |after - before| / |before|; null where that is no number. */
  relativeError: number | null;
}

/** Pictures as data URIs. */
export interface DifferentPictures {
  before?: string;
  after?: string;
  /** What changed, marked on the faded picture; where both have the same size. */
  difference?: string;
}

/** One output of a cell that is not as it was recorded. */
export interface OutputDifference {
  /** `stdout`, `stderr`, `error`, a MIME type, or `outputs` where their number or kinds differ. */
  output: string;
  /** What differs, in a sentence. */
  message: string;
  lines?: DiffLine[];
  /** Those that moved most, where there are many. */
  numbers?: MovedNumber[];
  pictures?: DifferentPictures;
}

const NAMES: Record<string, string> = {
  'application/vnd.plotly.v1+json': 'plot',
  'image/png': 'picture',
  'text/html': 'HTML',
  'text/plain': 'text',
};

/** What a reader calls an output. */
export function outputName({ output }: OutputDifference): string {
  return NAMES[output] ?? output;
}

/** A relative error to read: `3.1e-2`. */
export function formatError(relativeError: number | null): string {
  return relativeError === null ? '–' : relativeError.toExponential(1);
}

/** A difference as lines of plain text: its sentence, then what changed. */
export function differenceText(difference: OutputDifference): string[] {
  const { message, lines, numbers } = difference;
  return [
    `${outputName(difference)}: ${message}`,
    ...(lines ?? []).map(({ sign, text }) => `${sign} ${text}`.trimEnd()),
    // Where there are lines, the numbers are in them.
    ...(lines ? [] : (numbers ?? [])).map(
      ({ place, before, after, relativeError }) =>
        `${place}: ${before} → ${after} (relative error ${formatError(relativeError)})`,
    ),
  ];
}
