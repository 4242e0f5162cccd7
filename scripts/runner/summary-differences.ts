/** What the terminal shows of outputs that are not as they were recorded. */
import type { ChalkInstance } from 'chalk';
import { cut, statusMark, wrap } from './format';
import type { NotebookResult } from './result';
import { differenceText, type OutputDifference } from './result-difference';

const INDENT = '     ';
/** Cells, and lines of each difference, that are shown; the report has all. */
const SHOWN_CELLS = 5;
const SHOWN_LINES = 8;

function renderDifference(
  difference: OutputDifference,
  colours: ChalkInstance,
  columns: number,
): string[] {
  const [sentence = '', ...changes] = differenceText(difference);
  const shown = changes.slice(0, SHOWN_LINES).map((line) => {
    const text = cut(line, columns - INDENT.length - 2);
    if (line.startsWith('-')) return colours.red(text);
    return line.startsWith('+') ? colours.green(text) : colours.dim(text);
  });
  const hidden = changes.length - shown.length;
  return [
    ...wrap(sentence, columns - INDENT.length),
    ...shown.map((line) => `  ${line}`),
    ...(hidden > 0 ? [colours.dim(`  … ${hidden} more in the report`)] : []),
  ];
}

/** The cells of a notebook that are not as recorded, with the first of what differs. */
export function renderDifferences(
  { path, status, message, cells }: NotebookResult,
  colours: ChalkInstance,
  columns: number,
): string {
  const differing = cells.filter((cell) => cell.status === 'different');
  const hidden = differing.length - SHOWN_CELLS;
  return [
    ` ${statusMark(status, colours)} ${colours.bold(path)}: ${message ?? ''}`,
    ...differing
      .slice(0, SHOWN_CELLS)
      .flatMap(({ index, differences = [] }) => [
        `${INDENT}${colours.bold(`cell ${index + 1}`)}`,
        ...differences
          .flatMap((each) => renderDifference(each, colours, columns))
          .map((line) => `${INDENT}${line}`.trimEnd()),
      ]),
    ...(hidden > 0 ? [`${INDENT}${hidden} more cells in the report`] : []),
  ].join('\n');
}
