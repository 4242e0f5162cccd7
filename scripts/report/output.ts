import { stripVTControlCharacters } from 'node:util';
import type { CellOutput, ErrorOutput, MimeBundle } from '../jupyter/nbformat';
import { ansiLines } from './ansi';
import { codeBlock, highlightLines } from './code';
import { embeddedHtml } from './embedded';
import { foldedLines } from './fold';
import { type MarkdownContext, renderMarkdown, renderMath } from './markdown';
import { type Markup, markup } from './markup';
import { dataUri, joined, pictureSize } from './picture';
import { PLOTLY_MIME, hasFigure, renderPlot } from './plot';

/** Lines of JSON up to which it is highlighted and shown whole. */
const JSON_LINES = 60;

/** What outputs need to know of the cell that they belong to. */
export interface OutputContext {
  /** Names the output to those who cannot see it: `Output of cell 4`. */
  label: string;
  markdown: MarkdownContext;
}

/** MIME types from the richest down, each with how it is shown. */
const RENDERERS: readonly [
  mime: string,
  render: (content: unknown, context: OutputContext, bundle: MimeBundle) => Markup,
][] = [
  [PLOTLY_MIME, (_content, _context, bundle) => renderPlot(bundle)],
  ['text/html', (content, { label }) => embeddedHtml(joined(content), label)],
  ...['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'].map(
    (mime): (typeof RENDERERS)[number] => [
      mime,
      (content, { label }, bundle) => picture(mime, content, altText(bundle) ?? label),
    ],
  ),
  ['text/latex', (content) => markup`<div class="equation">${latex(joined(content))}</div>`],
  [
    'text/markdown',
    (content, { markdown }) =>
      markup`<div class="prose">${renderMarkdown(joined(content), markdown).html}</div>`,
  ],
  ['application/json', (content) => json(content)],
  ['text/plain', (content) => foldedLines(ansiLines(joined(content)), 'text')],
];

/** One output of a code cell, by the richest representation that a page can show. */
export function renderOutput(output: CellOutput, context: OutputContext): Markup {
  switch (output.output_type) {
    case 'stream':
      return foldedLines(ansiLines(joined(output.text)), `text stream ${output.name}`);
    case 'error':
      return renderError(output);
    default:
      return renderBundle(output.data, context);
  }
}

/** An error as a kernel reports it: name and message to read, the traceback below. */
export function renderError({
  ename,
  evalue,
  traceback,
}: Omit<ErrorOutput, 'output_type'>): Markup {
  const message = evalue ? `${ename}: ${evalue}` : ename;
  // Kernels repeat the message above or below their traceback; here it stands in the heading.
  const own = traceback.filter((entry) => stripVTControlCharacters(entry) !== message);
  const lines = ansiLines(own.join('\n'));
  return markup`<div class="error"><p class="error-name"><strong>${ename}</strong>${
    evalue && markup`: <span>${evalue}</span>`
  }</p>${lines.some((line) => line.text !== '') && foldedLines(lines, 'text traceback')}</div>`;
}

function renderBundle(bundle: MimeBundle, context: OutputContext): Markup {
  for (const [mime, render] of RENDERERS) {
    if (bundle[mime] === undefined || (mime === PLOTLY_MIME && !hasFigure(bundle))) continue;
    return render(bundle[mime], context, bundle);
  }
  const types = Object.keys(bundle).join(', ') || 'nothing';
  return markup`<p class="absent">An output that a page cannot show: ${types}.</p>`;
}

function altText(bundle: MimeBundle): string | undefined {
  return bundle['text/plain'] === undefined ? undefined : joined(bundle['text/plain']);
}

function picture(mime: string, content: unknown, alt: string): Markup {
  const size = pictureSize(mime, content);
  return markup`<img class="picture" src="${dataUri(mime, content)}" alt="${alt}" ${
    size && markup`width="${Math.round(size.width)}" height="${Math.round(size.height)}"`
  }>`;
}

/** LaTeX outputs carry their own delimiters (`$`, `$$`, `\[`), which KaTeX does not take. */
function latex(source: string): Markup {
  const body = source.trim().replace(/^(\${1,2}|\\\[|\\\()([\s\S]*?)(\${1,2}|\\\]|\\\))$/, '$2');
  return renderMath(body, true);
}

function json(content: unknown): Markup {
  const text = JSON.stringify(content, null, 2);
  if (text.split('\n').length <= JSON_LINES) return codeBlock(text, 'json');
  return foldedLines(highlightLines(text, 'json'), 'code');
}
