import { type Markup, markup } from './markup';

/** Lines up to which an output is shown whole. */
export const FOLD_ABOVE = 60;
const HEAD = 30;
const TAIL = 8;

const count = new Intl.NumberFormat('en');

/** Lines in a `pre`; of a long output the middle is folded until the reader asks for all of it. */
export function foldedLines(lines: readonly Markup[], className: string): Markup {
  const last = lines.at(-1)?.text === '' ? lines.slice(0, -1) : lines;
  if (last.length <= FOLD_ABOVE) return block(last, className);
  const middle = last.slice(HEAD, -TAIL);
  return markup`<div class="fold">${block(last.slice(0, HEAD), className)}<details><summary data-folded="${count.format(middle.length)} lines"><span
 class="when-closed">Show all ${count.format(last.length)} lines</span><span
 class="when-open">Fold ${count.format(middle.length)} lines</span></summary>${block(
   middle,
   className,
 )}</details>${block(last.slice(-TAIL), className)}</div>`;
}

function block(lines: readonly Markup[], className: string): Markup {
  // The newline after the tag is the one that HTML drops, so that a first empty line survives.
  return markup`<pre class="${className}">\n${lines.map((line) => [line, '\n'])}</pre>`;
}
