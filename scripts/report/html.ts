import type { Notebook } from '../jupyter/nbformat';
import { isSuccess, type RunResult } from '../runner/result';
import { packedPlotly, pageAsset } from './assets';
import { htmlDocument } from './document';
import { katexCss } from './katex';
import { type Markup, markup, trusted } from './markup';
import { renderNavigation } from './navigation';
import { renderNotebook } from './notebook';
import { renderOverview, type ReportedNotebook } from './overview';
import { PLOT_MARK } from './plot';

/** The page asks nobody for anything: whatever is in it, a browser refuses to load more. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "script-src 'unsafe-inline'",
  'img-src data: blob:',
  'media-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const STYLES = [
  'base.css',
  'overview.css',
  'notebook.css',
  'code.css',
  'difference.css',
  'print.css',
];
/** Run before there is a body: the theme must not flash, and frames speak as soon as they load. */
const HEAD_SCRIPTS = ['theme.js', 'frames.js'];

/**
 * A run as one HTML file that stands alone: an overview with the errors first, then every notebook
 * as it was executed. Equations, code and terminal colours are drawn here; plotly.js is packed in
 * once if a notebook has a plot.
 * @param notebooks executed notebooks by the path of their result; one that is absent shows what
 *   its result knows
 */
export function renderHtml(run: RunResult, notebooks: ReadonlyMap<string, Notebook>): string {
  const reported = run.notebooks.map((result, i): ReportedNotebook => {
    const metadata = notebooks.get(result.path)?.metadata;
    const language = metadata?.kernelspec?.language ?? metadata?.language_info?.name;
    return { result, anchor: `n${i + 1}`, language: language ?? 'typescript' };
  });
  const anchors = new Map(reported.map(({ result, anchor }) => [result.path, anchor]));
  const sections = reported.map((notebook) =>
    renderNotebook(notebook, notebooks.get(notebook.result.path), anchors),
  );
  const body = markup`${renderNavigation(reported, sections)}
<main id="main">
${renderOverview(run, reported)}
${sections.map(({ html }) => html)}
</main>`;
  return page(isSuccess(run) ? 'passed' : 'failed', body).text;
}

function page(outcome: string, body: Markup): Markup {
  const plots = body.text.includes(`<figure class="plot" ${PLOT_MARK}`);
  return htmlDocument({
    title: `Notebooks: run ${outcome}`,
    contentPolicy: CONTENT_POLICY,
    css: [katexCss(body.text), ...STYLES.map(pageAsset)].join('\n'),
    head: HEAD_SCRIPTS.map((name) => markup`<script>${trusted(pageAsset(name))}</script>\n`),
    body: markup`<a class="skip" href="#main">Skip to the report</a>
${body}
<script>${trusted(pageAsset('navigation.js'))}</script>
${
  plots &&
  markup`<script type="text/plain" id="plotly">${trusted(packedPlotly())}</script>
<script>${trusted(pageAsset('plots.js'))}</script>`
}`,
  });
}
