/** Compares the outputs of a cell with those that it had when it was recorded. */
import { diffArrays } from 'diff';
import {
  isJsonMime,
  joinLines,
  type CellOutput,
  type DisplayDataOutput,
  type ErrorOutput,
  type ExecuteResultOutput,
  type MimeBundle,
  type MultilineString,
} from '../jupyter/nbformat';
import type { DiffLine, DifferentPictures, OutputDifference } from '../runner/result-difference';
import { compareHtml } from './compare-html';
import { compareJson } from './compare-json';
import { comparePictures, pngUri } from './compare-pictures';
import { compareText, type Finding } from './compare-text';
import type { Tolerance } from './numbers';

/** When outputs count as the same. */
export interface Criteria extends Tolerance {
  /** Lowest structural similarity of pictures, up to 1. */
  similarity: number;
}

const PLOTLY = 'application/vnd.plotly.v1+json';
/** MIME types from the one that tells most down; of those that an output has the first that differs is told. */
const TELLING = [
  ...[PLOTLY, 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'],
  ...['application/json', 'text/html', 'text/markdown', 'text/latex', 'text/plain'],
];
/** Drawn from the figure or the picture beside them, and rounded by that. */
const DRAWN = ['text/html', 'image/svg+xml'];

type Shown = DisplayDataOutput | ExecuteResultOutput;

const text = (value: unknown): string =>
  typeof value === 'string' || Array.isArray(value)
    ? joinLines(value as MultilineString)
    : JSON.stringify(value);

/** All that a cell printed on a stream: in how many parts that came is chance. */
function streamed(outputs: readonly CellOutput[], name: 'stdout' | 'stderr'): string {
  return outputs
    .map((output) =>
      output.output_type === 'stream' && output.name === name ? joinLines(output.text) : '',
    )
    .join('');
}

function toCompare(bundle: MimeBundle): string[] {
  const types = Object.keys(bundle);
  const isDrawn = types.some(
    (type) => type === PLOTLY || (type.startsWith('image/') && !DRAWN.includes(type)),
  );
  const rank = (type: string) => (TELLING.includes(type) ? TELLING.indexOf(type) : TELLING.length);
  return types
    .filter((type) => !isDrawn || !DRAWN.includes(type))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function compareBytes(mime: string, before: string, after: string): Finding | undefined {
  if (before.replace(/\s/g, '') === after.replace(/\s/g, '')) return undefined;
  const uri = (base64: string) => `data:${mime};base64,${base64.replace(/\s/g, '')}`;
  const isPicture = mime.startsWith('image/');
  return {
    message: 'The bytes differ.',
    ...(isPicture && { pictures: { before: uri(before), after: uri(after) } }),
  };
}

/** SVG with blanks between the commands of its paths and their numbers, one element a line. */
function spaced(svg: string): string {
  return svg
    .replace(/\bd="[^"]*"/g, (path) => path.replace(/([A-Za-z])(?=[-.\d])/g, '$1 '))
    .replace(/>\s*</g, '>\n<');
}

function compareContent(
  mime: string,
  before: unknown,
  after: unknown,
  criteria: Criteria,
): Finding | undefined {
  if (isJsonMime(mime)) return compareJson(before, after, criteria);
  const [from, to] = [text(before), text(after)];
  if (mime === 'image/png') return comparePictures(from, to, criteria.similarity);
  if (mime === 'text/html') return compareHtml(from, to, criteria, criteria.similarity);
  if (mime === 'image/svg+xml') return compareText(spaced(from), spaced(to), criteria);
  if (mime.startsWith('text/')) return compareText(from, to, criteria);
  return compareBytes(mime, from, to);
}

/** The still picture of a figure, to look at. */
function stillPicture(bundle: MimeBundle): string | undefined {
  if (bundle['image/png'] !== undefined) return pngUri(text(bundle['image/png']));
  const svg = bundle['image/svg+xml'];
  if (svg === undefined) return undefined;
  return `data:image/svg+xml;base64,${Buffer.from(text(svg)).toString('base64')}`;
}

function stillPictures(before: MimeBundle, after: MimeBundle): DifferentPictures | undefined {
  const [from, to] = [stillPicture(before), stillPicture(after)];
  if (from === undefined && to === undefined) return undefined;
  return { ...(from !== undefined && { before: from }), ...(to !== undefined && { after: to }) };
}

function compareBundles(
  before: MimeBundle,
  after: MimeBundle,
  criteria: Criteria,
): OutputDifference[] {
  for (const mime of toCompare(after)) {
    const found = compareContent(mime, before[mime], after[mime], criteria);
    if (!found) continue;
    const pictures = found.pictures ?? stillPictures(before, after);
    return [{ output: mime, ...found, ...(pictures && { pictures }) }];
  }
  return [];
}

/** Traces are left out: they name places on the machine. */
const errorText = ({ ename, evalue }: ErrorOutput): string => `${ename}: ${evalue}`;

/** What an output is, without its content. */
function kind(output: Shown | ErrorOutput): string {
  if (output.output_type === 'error') return 'error';
  return `${output.output_type} (${Object.keys(output.data).sort().join(', ')})`;
}

function compareKinds(before: string[], after: string[]): OutputDifference[] {
  if (before.length === after.length && before.every((each, i) => each === after[i])) return [];
  const lines = diffArrays(before, after).flatMap(({ added, removed, value }) =>
    value.map((each): DiffLine => ({ sign: added ? '+' : removed ? '-' : ' ', text: each })),
  );
  const count = (all: string[]) => (all.length === 1 ? '1 output' : `${all.length} outputs`);
  const message =
    before.length === after.length
      ? 'The outputs are of other kinds.'
      : `There ${after.length === 1 ? 'is' : 'are'} ${count(after)} instead of ${before.length}.`;
  return [{ output: 'outputs', message, lines }];
}

/**
 * How a cell's outputs differ from those before: what it printed on each stream, and what it showed,
 * in order. Numbers of executions and display ids say nothing of what a reader sees.
 */
export function compareOutputs(
  before: readonly CellOutput[],
  after: readonly CellOutput[],
  criteria: Criteria,
): OutputDifference[] {
  const streams = (['stdout', 'stderr'] as const).flatMap((name): OutputDifference[] => {
    const found = compareText(streamed(before, name), streamed(after, name), criteria);
    return found ? [{ output: name, ...found }] : [];
  });
  const others = (outputs: readonly CellOutput[]) =>
    outputs.filter((output) => output.output_type !== 'stream');
  const [from, to] = [others(before), others(after)];
  const kinds = compareKinds(from.map(kind), to.map(kind));
  if (kinds.length > 0) return [...streams, ...kinds];
  return [
    ...streams,
    ...to.flatMap((output, i): OutputDifference[] => {
      const recorded = from[i];
      if (output.output_type === 'error' || recorded?.output_type === 'error') {
        if (output.output_type !== 'error' || recorded?.output_type !== 'error') return [];
        const found = compareText(errorText(recorded), errorText(output), criteria);
        return found ? [{ output: 'error', ...found }] : [];
      }
      return recorded ? compareBundles(recorded.data, output.data, criteria) : [];
    }),
  ];
}
