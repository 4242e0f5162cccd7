import type { ChalkInstance } from 'chalk';
import { duration, pad, statusMark, statusName, widest } from './format';
import { isGood, isSuccess, type CellResult, type NotebookResult, type RunResult } from './result';

/** Cells that ended as they should, of all. */
function cellCount({ cells }: NotebookResult): string {
  const good = cells.filter(({ status }) => status === 'ok' || status === 'skipped').length;
  return `${good}/${cells.length}`;
}

/** The run as a table: notebook, status, cells, time. */
export function renderTable({ notebooks }: RunResult, colours: ChalkInstance): string {
  const paths = widest(['Notebook', ...notebooks.map(({ path }) => path)]);
  const states = widest(['Status', ...notebooks.map(({ status }) => status)]);
  const counts = widest(['Cells', ...notebooks.map(cellCount)]);
  const times = widest(['Time', ...notebooks.map(({ seconds }) => duration(seconds))]);
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
      pad(duration(notebook.seconds), times, 'right'),
    ].join('  '),
  );
  return [colours.dim(head), ...rows].join('\n');
}

function offendingLine({ source, error }: CellResult, colours: ChalkInstance): string[] {
  const line = error?.line;
  const text = line === undefined ? undefined : source.split('\n')[line - 1];
  if (line === undefined || text === undefined) return [];
  return [`     ${colours.dim(`${line} │`)} ${text}`];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `     ${line}`.trimEnd());
}

/** Why a notebook failed: the cell by its place among all cells, the error, its line. */
function renderFailure(notebook: NotebookResult, colours: ChalkInstance): string {
  const { path, status, message = '', cells } = notebook;
  const cell = cells.find((each) => !['ok', 'skipped', 'not-run'].includes(each.status));
  const title = colours.bold(path);
  if (!cell?.error) {
    return [` ${statusMark(status, colours)} ${title}`, ...indented(message)].join('\n');
  }
  const { ename, evalue, line, traceback } = cell.error;
  const where = line === undefined ? '' : `, line ${line}`;
  const lastWords = cell.status === 'dead' ? traceback.slice(1) : [];
  return [
    ` ${statusMark(status, colours)} ${title}, cell ${cell.index + 1}${where}`,
    ...indented(evalue === '' ? ename : `${ename}: ${evalue}`),
    ...offendingLine(cell, colours),
    ...indented(lastWords.join('\n')),
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

/** What a run prints at its end: the table, the failures, the verdict. */
export function renderSummary(result: RunResult, colours: ChalkInstance): string {
  const bad = result.notebooks.filter(({ status }) => !isGood(status));
  return [
    renderTable(result, colours),
    ...bad.map((notebook) => renderFailure(notebook, colours)),
    verdict(result, colours),
  ].join('\n\n');
}
