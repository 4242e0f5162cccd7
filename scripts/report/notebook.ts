import { posix } from 'node:path';
import type { Cell, CodeCell, Notebook } from '../jupyter/nbformat';
import type { CellResult } from '../runner/result';
import { codeBlock, numberedCode } from './code';
import { renderDifferences } from './difference';
import { STATUS, cellNumber, duration, memory, plural } from './format';
import { type Heading, type MarkdownContext, renderMarkdown } from './markdown';
import { type Markup, markup } from './markup';
import { type OutputContext, renderError, renderOutput } from './output';
import { ownMessage, type ReportedNotebook, standInBadge, statusBadge } from './overview';
import { dataUri, joined } from './picture';
import { timeBar } from './timing';

/** A notebook's part of the page, and its headings for the navigation. */
export interface NotebookSection {
  html: Markup;
  headings: Heading[];
}

/**
 * A notebook as it ran: its text, code and outputs. One that has no executed notebook (its kernel
 * never started) shows what its result knows.
 * @param anchors anchors of all notebooks of the page by path, for links between them
 */
export function renderNotebook(
  reported: ReportedNotebook,
  notebook: Notebook | undefined,
  anchors: ReadonlyMap<string, string>,
): NotebookSection {
  const { result, anchor } = reported;
  const headings: Heading[] = [];
  const taken = new Set<string>();
  const byId = new Map(result.cells.map((cell) => [cell.id, cell]));
  const notebookAnchor = (href: string) =>
    anchors.get(posix.join(posix.dirname(result.path), href.split('#')[0] ?? ''));

  const cells = notebook?.cells.map((cell, index) => {
    const context: MarkdownContext = {
      anchor,
      taken,
      notebookAnchor,
      attachment: attachmentsOf(cell),
    };
    if (cell.cell_type === 'code') {
      return codeCell(reported, cell, byId.get(cell.id), index, context);
    }
    if (cell.cell_type === 'raw') return markup`<pre class="text raw">${joined(cell.source)}</pre>`;
    const rendered = renderMarkdown(joined(cell.source), context);
    headings.push(...rendered.headings);
    return markup`<div class="prose">${rendered.html}</div>`;
  });
  const titled = headings.some(({ level }) => level === 1);
  const message = ownMessage(result);
  const html = markup`<section class="notebook" id="${anchor}" aria-label="${result.title}">
${header(reported)}
${!titled && markup`<h2>${result.title}</h2>`}
${message && markup`<p class="message">${message}</p>`}
${cells ?? result.cells.map((cell) => cellOfResult(reported, cell))}
</section>`;
  return { html, headings };
}

function attachmentsOf(cell: Cell): (name: string) => string | undefined {
  return (name) => {
    const [first] = Object.entries(cell.attachments?.[name] ?? {});
    return first && dataUri(first[0], first[1]);
  };
}

function header({ result, anchor }: ReportedNotebook): Markup {
  const parameters = Object.entries(result.parameters);
  const facts = [
    plural(result.cells.length, 'code cell'),
    duration(result.seconds),
    result.startSeconds !== undefined && `kernel ready after ${duration(result.startSeconds)}`,
    result.peakMemoryBytes !== undefined && `${memory(result.peakMemoryBytes)} at most`,
  ].filter((fact) => fact !== false);
  return markup`<header class="notebook-header">
<p class="path">${result.path}</p>
<p class="notebook-facts">${statusBadge(result.status)} ${standInBadge(result)} ${facts.join(' · ')}</p>
${
  parameters.length > 0 &&
  markup`<p class="parameters">Parameters: ${parameters.map(
    ([name, value], i) =>
      markup`${i > 0 && ', '}<code>${name} = ${JSON.stringify(value) ?? 'undefined'}</code>`,
  )}</p>`
}
${timeBar(result, anchor)}
</header>`;
}

function codeCell(
  { anchor, language }: ReportedNotebook,
  cell: CodeCell,
  result: CellResult | undefined,
  index: number,
  markdown: MarkdownContext,
): Markup {
  const context: OutputContext = { label: `Output of cell ${index + 1}`, markdown };
  const source = joined(cell.source);
  const { tone } = STATUS[result?.status ?? 'ok'];
  const shown = cell.outputs.some(({ output_type }) => output_type === 'error');
  return markup`<div class="cell ${tone}" id="${anchor}-c${index + 1}">
${gutter(cell.execution_count, index + 1, result)}
<div class="cell-body">
${
  result?.error
    ? numberedCode(source, language, result.error.line)
    : source.trim() !== '' && codeBlock(source, language)
}
${cell.outputs.map((output) => markup`<div class="output">${renderOutput(output, context)}</div>`)}
${result?.error && !shown && markup`<div class="output">${renderError(result.error)}</div>`}
${result?.differences && renderDifferences(result.differences)}
</div>
</div>`;
}

function cellOfResult({ anchor, language }: ReportedNotebook, result: CellResult): Markup {
  return markup`<div class="cell ${STATUS[result.status].tone}" id="${anchor}-c${cellNumber(result)}">
${gutter(result.executionCount, cellNumber(result), result)}
<div class="cell-body">
${numberedCode(result.source, language, result.error?.line)}
${result.error && markup`<div class="output">${renderError(result.error)}</div>`}
${result.differences && renderDifferences(result.differences)}
</div>
</div>`;
}

function gutter(count: number | null, number: number, result: CellResult | undefined): Markup {
  const status = result?.status ?? 'ok';
  return markup`<p class="gutter"><span class="count">[${count ?? ' '}]</span>${
    status !== 'ok' && statusBadge(status)
  }<span class="seconds">cell ${number}${
    result && result.seconds > 0 && ` · ${duration(result.seconds)}`
  }</span></p>`;
}
