import type { NotebookResult } from '../runner/result';
import { STATUS, cellNumber, duration } from './format';
import { type Markup, markup } from './markup';

/** Share of a notebook's time from which a cell's number is written into its part of the bar. */
const LABELLED_SHARE = 0.08;

/** Where a notebook's time went: one bar, a part for each cell, as wide as the cell took long. */
export function timeBar(notebook: NotebookResult, anchor: string): Markup {
  const cells = notebook.cells.filter(({ seconds }) => seconds > 0);
  const total = cells.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return markup``;
  const slowest = cells.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const description = `Time per cell; the slowest is cell ${cellNumber(slowest)} with ${duration(slowest.seconds)}`;
  return markup`<div class="time-bar" role="img" aria-label="${description}">${cells.map(
    (cell) =>
      markup`<a href="#${anchor}-c${cellNumber(cell)}" tabindex="-1" class="${STATUS[cell.status].tone}" style="flex-grow:${(cell.seconds / total).toFixed(5)}" title="cell ${cellNumber(cell)}: ${duration(cell.seconds)}">${
        cell.seconds / total >= LABELLED_SHARE && cellNumber(cell)
      }</a>`,
  )}</div>`;
}
