import { stripVTControlCharacters } from 'node:util';
import junit, { type TestSuite } from 'junit-report-builder';
import type { CellResult, NotebookResult, RunResult } from '../runner/result';
import { differenceText, outputName } from '../runner/result-difference';
import { STATUS, cellFailed, cellNumber } from './format';

/** Length from which the first line of a cell is cut in a test's name. */
const NAME_LENGTH = 80;

/** Everything but the characters that XML 1.0 allows, lone surrogates among it. */
const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * A run as JUnit XML, which CI services read: a suite for each notebook, a test case for each code
 * cell. An error of a cell, or outputs that are not as recorded, is a failure; a timeout, an interrupt or a dead kernel is an error; cells
 * that were not run are skipped. A notebook without a failed cell to show for its status, because
 * its kernel never started say, has a test case of its own.
 */
export function renderJunit(run: RunResult): string {
  const builder = junit.newBuilder().name('latentlab');
  for (const notebook of run.notebooks) addSuite(builder.testSuite(), notebook, run.startedAt);
  return builder.build();
}

function addSuite(suite: TestSuite, notebook: NotebookResult, startedAt: string): void {
  suite
    .name(plain(notebook.path))
    // JUnit's schema takes a date and a time without zone or fraction.
    .timestamp(startedAt.slice(0, 'yyyy-mm-ddThh:mm:ss'.length))
    .time(seconds(notebook.seconds));
  for (const [name, value] of properties(notebook)) suite.property(name, plain(value));

  const className = plain(notebook.path.replace(/\.ipynb$/, '').replaceAll('/', '.'));
  for (const cell of notebook.cells) addCell(suite, cell, className);

  const { tone } = STATUS[notebook.status];
  if (tone === 'good' || (tone === 'bad' && notebook.cells.some(cellFailed))) return;
  if (tone === 'idle' && notebook.cells.length > 0) return;
  const whole = suite.testCase().className(className).name('notebook').time(0);
  if (tone === 'idle') whole.skipped();
  else whole.error(plain(notebook.message ?? STATUS[notebook.status].label), notebook.status);
}

function properties(notebook: NotebookResult): [string, string][] {
  const { title, status, kernel, peakMemoryBytes, standIns, parameters } = notebook;
  const memory: [string, string][] =
    peakMemoryBytes === undefined ? [] : [['peakMemoryBytes', String(peakMemoryBytes)]];
  const given = Object.entries(parameters).map(([name, value]): [string, string] => [
    plain(`parameter.${name}`),
    JSON.stringify(value) ?? 'undefined',
  ]);
  const data: [string, string][] = standIns ? [['standIns', plain(standIns.join(', '))]] : [];
  return [['title', title], ['status', status], ['kernel', kernel], ...memory, ...data, ...given];
}

function addCell(suite: TestSuite, cell: CellResult, className: string): void {
  const test = suite
    .testCase()
    .className(className)
    .name(cellName(cell))
    .time(seconds(cell.seconds));
  if (cell.status === 'skipped' || cell.status === 'not-run') test.skipped();
  if (!cellFailed(cell)) return;
  if (cell.status === 'different') {
    const { differences = [] } = cell;
    const said = differences.map((each) => `${outputName(each)}: ${each.message}`).join(' ');
    const text = differences.flatMap(differenceText).join('\n');
    test.failure(plain(said), 'different').stacktrace(inCdata(text));
    return;
  }
  const { ename, evalue, traceback, line } = cell.error ?? {
    ename: cell.status,
    evalue: '',
    traceback: [],
  };
  const message = plain(evalue ? `${ename}: ${evalue}` : ename);
  const place = line === undefined ? [] : [`at line ${line} of cell ${cellNumber(cell)}`];
  const details = inCdata([message, ...place, ...traceback].join('\n'));
  if (cell.status === 'error') test.failure(message, plain(ename)).stacktrace(details);
  else test.error(message, cell.status, details);
}

function cellName(cell: CellResult): string {
  const first =
    plain(cell.source)
      .split('\n')
      .find((line) => line.trim() !== '') ?? '';
  const characters = [...first.trim()];
  const cut =
    characters.length > NAME_LENGTH
      ? `${characters.slice(0, NAME_LENGTH - 1).join('')}…`
      : characters.join('');
  return `cell ${cellNumber(cell)}: ${cut}`.replace(/: $/, '');
}

/** The library escapes only the first end of a CDATA section, so none may be left. */
function inCdata(text: string): string {
  return plain(text).replaceAll(']]>', ']] >');
}

function plain(text: string): string {
  return stripVTControlCharacters(text).replace(ILLEGAL_IN_XML, '');
}

/** Milliseconds are as exact as a timing gets; more digits are noise in every comparison. */
function seconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
