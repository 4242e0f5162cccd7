import type { ChalkInstance } from 'chalk';
import { duration, pad, statusMark, statusName, widest, wrap } from './format';
import {
  isGood,
  isGoodCell,
  isSuccess,
  type CellResult,
  type NotebookResult,
  type RunResult,
} from './result';
import { renderDifferences } from './summary-differences';

const INDENT = '     ';

/** Cells that ended as they should, of all; nothing for a notebook that was not begun. */
function cellCount({ cells }: NotebookResult): string {
  if (cells.length === 0) return '–';
  return `${cells.filter(isGoodCell).length}/${cells.length}`;
}

function time({ cells, seconds }: NotebookResult): string {
  return cells.length === 0 ? '–' : duration(seconds);
}

/** The run as a table: notebook, status, cells, time. */
export function renderTable({ notebooks }: RunResult, colours: ChalkInstance): string {
  const paths = widest(['Notebook', ...notebooks.map(({ path }) => path)]);
  const states = widest(['Status', ...notebooks.map(({ status }) => status)]);
  const counts = widest(['Cells', ...notebooks.map(cellCount)]);
  const times = widest(['Time', ...notebooks.map(time)]);
  const head = [
    `   ${pad('Notebook', paths)}`,
    pad('Status', states),
    pad('Cells', counts, 'right'),
    pad('Time', times, 'right'),
  ].join('  ');
  const rows = notebooks.map((notebook) =>
    [
      ` ${statusMark(notebook.status, colours)} ${pad(notebook.path, paths)}`,
      statusName(notebook.status, colours, states),
      pad(cellCount(notebook), counts, 'right'),
      pad(time(notebook), times, 'right'),
    ].join('  '),
  );
  return [colours.dim(head), ...rows].join('\n');
}

function offendingLine({ source, error }: CellResult, colours: ChalkInstance): string[] {
  const line = error?.line;
  const text = line === undefined ? undefined : source.split('\n')[line - 1];
  if (line === undefined || text === undefined) return [];
  return [`${INDENT}${colours.dim(`${line} │`)} ${text}`];
}

function indented(text: string, columns: number): string[] {
  return wrap(text, columns - INDENT.length).map((line) => `${INDENT}${line}`.trimEnd());
}

/** Why a notebook failed: the cell by its place among all cells, the error, its line. */
function renderFailure(notebook: NotebookResult, colours: ChalkInstance, columns: number): string {
  const { path, status, message = '', cells } = notebook;
  if (status === 'different') return renderDifferences(notebook, colours, columns);
  const cell = cells.find((each) => !isGoodCell(each) && each.status !== 'not-run');
  const title = colours.bold(path);
  if (!cell?.error) {
    return [` ${statusMark(status, colours)} ${title}`, ...indented(message, columns)].join('\n');
  }
  const { ename, evalue, line, traceback } = cell.error;
  const where = line === undefined ? '' : `, line ${line}`;
  const lastWords = cell.status === 'dead' ? traceback.slice(1) : [];
  return [
    ` ${statusMark(status, colours)} ${title}, cell ${cell.index + 1}${where}`,
    ...indented(evalue === '' ? ename : `${ename}: ${evalue}`, columns),
    ...offendingLine(cell, colours),
    ...indented(lastWords.join('\n'), columns),
  ]
    .join('\n')
    .trimEnd();
}

function verdict(result: RunResult, colours: ChalkInstance): string {
  const { notebooks, seconds } = result;
  const all = notebooks.length;
  const good = notebooks.filter(({ status }) =>
    ['ok', 'skipped', 'cached'].includes(status),
  ).length;
  const time = duration(seconds);
  if (isSuccess(result)) {
    const text = all === 1 ? 'The notebook ran' : `All ${all} notebooks ran`;
    return ` ${colours.green(text)} in ${time}.`;
  }
  const interrupted = notebooks.some(({ status }) => status === 'interrupted');
  const text = interrupted
    ? 'Interrupted'
    : all === 1
      ? 'Failed'
      : `${all - good} of ${all} failed`;
  return ` ${(interrupted ? colours.yellow : colours.red)(text)} after ${time}.`;
}

/**
 * What a run prints at its end: the table, the failures, the verdict.
 *
 * @param columns where long messages are broken; infinite for what is no terminal
 */
export function renderSummary(
  result: RunResult,
  colours: ChalkInstance,
  columns = Infinity,
): string {
  // Of an interrupted run only what was running then tells something.
  const bad = result.notebooks.filter(
    ({ status, cells }) => !isGood(status) && (status !== 'interrupted' || cells.length > 0),
  );
  return [
    renderTable(result, colours),
    ...bad.map((notebook) => renderFailure(notebook, colours, columns)),
    verdict(result, colours),
  ].join('\n\n');
}
