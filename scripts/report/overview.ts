import {
  isSuccess,
  type CellResult,
  type NotebookResult,
  type NotebookStatus,
  type RunResult,
} from '../runner/result';
import { renderError } from './output';
import { numberedCode } from './code';
import { differenceSentences } from './difference';
import { STATUS, cellFailed, cellNumber, duration, memory } from './format';
import { type Markup, markup } from './markup';
import { timeBar } from './timing';

/** Lines of source shown before and after the one that failed. */
const SOURCE_CONTEXT = 4;

/** A notebook of a run with its place in the page. */
export interface ReportedNotebook {
  result: NotebookResult;
  /** `n1`, `n2`, …; a cell's anchor is `n1-c5`. */
  anchor: string;
  /** Name for highlighting, `typescript` say. */
  language: string;
}

/** Status as a word with a sign, so that its colour says nothing that the word does not. */
export function statusBadge(status: keyof typeof STATUS, count?: number): Markup {
  const { label, tone, symbol } = STATUS[status];
  return markup`<span class="badge ${tone}"><span aria-hidden="true">${symbol}</span>${count !== undefined && ` ${count}`} ${label}</span>`;
}

/** A badge beside the name of a notebook whose results are not those of published data. */
export function standInBadge({ standIns }: NotebookResult): Markup {
  if (!standIns) return markup``;
  return markup`<span class="badge stand-in" title="${standIns.join(', ')}">synthetic data</span>`;
}

/** What a notebook's result says beyond the errors of its cells; usually it repeats the first. */
export function ownMessage({ message, cells }: NotebookResult): string | undefined {
  const said = cells.flatMap(({ error }) =>
    error ? [error.evalue, `${error.ename}: ${error.evalue}`] : [],
  );
  return message !== undefined && said.includes(message) ? undefined : message;
}

/** Notebooks with a failure: what the errors' part of the overview and of the navigation list. */
export function failedNotebooks(notebooks: readonly ReportedNotebook[]): ReportedNotebook[] {
  return notebooks.filter(({ result }) => STATUS[result.status].tone === 'bad');
}

/** The report's first part: how the run went, its errors, a table of notebooks, the environment. */
export function renderOverview(run: RunResult, notebooks: readonly ReportedNotebook[]): Markup {
  return markup`<section id="overview" aria-labelledby="report-title">
${headline(run)}
${errors(notebooks)}
${notebookTable(notebooks)}
${environment(run)}
</section>`;
}

/** The run in a sentence. */
function outcome({ notebooks }: RunResult): string {
  const total = notebooks.length;
  const having = (tone: string) =>
    notebooks.filter(({ status }) => STATUS[status].tone === tone).length;
  if (total === 0) return 'No notebooks were run';
  if (having('bad') > 0) {
    const different = notebooks.filter(({ status }) => status === 'different').length;
    if (different === having('bad')) {
      return total === 1
        ? 'The notebook is not as recorded'
        : `${different} of ${total} notebooks ${different === 1 ? 'is' : 'are'} not as recorded`;
    }
    return total === 1 ? 'The notebook failed' : `${having('bad')} of ${total} notebooks failed`;
  }
  if (having('idle') > 0) return `No errors, ${having('idle')} of ${total} skipped`;
  return total === 1
    ? 'The notebook ran without errors'
    : `All ${total} notebooks ran without errors`;
}

function headline(run: RunResult): Markup {
  const total = run.notebooks.length;
  const good = isSuccess(run);
  const cells = run.notebooks.flatMap((notebook) => notebook.cells);
  const facts: [name: string, value: string][] = [
    ['in all', duration(run.seconds)],
    [total === 1 ? 'notebook' : 'notebooks', String(total)],
    ['cells passed', `${cells.filter(({ status }) => status === 'ok').length} of ${cells.length}`],
  ];
  return markup`<header class="headline ${good ? 'good' : 'bad'}">
<p class="kicker">Run of <time datetime="${run.startedAt}">${dateOf(run.startedAt)}</time></p>
<h1 id="report-title"><span class="sign" aria-hidden="true">${good ? '✓' : '✕'}</span>${outcome(run)}</h1>
<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p class="counts">${statusCounts(run).map(([status, count]) => statusBadge(status, count))}</p>
</header>`;
}

/** How many notebooks ended in which way, in the order of first appearance. */
function statusCounts(run: RunResult): [NotebookStatus, number][] {
  const counts = new Map<NotebookStatus, number>();
  for (const { status } of run.notebooks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts];
}

function dateOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${date.toLocaleString('en-GB', format)} UTC`;
}

function errors(notebooks: readonly ReportedNotebook[]): Markup {
  const failed = failedNotebooks(notebooks);
  if (failed.length === 0) return markup``;
  return markup`<section id="errors" aria-labelledby="errors-title">
<h2 id="errors-title">What went wrong</h2>
${failed.map((notebook) => {
  const { status, cells } = notebook.result;
  if (status === 'different') return notebookDifferences(notebook);
  const failedCells = cells.filter((cell) => cellFailed(cell) && cell.status !== 'different');
  return failedCells.length > 0
    ? failedCells.map((cell) => cellError(notebook, cell))
    : notebookError(notebook);
})}
</section>`;
}

function cellError({ result, anchor, language }: ReportedNotebook, cell: CellResult): Markup {
  const message = ownMessage(result);
  return markup`<article class="failure">
<header><h3><a href="#${anchor}-c${cellNumber(cell)}">${result.title}, cell ${cellNumber(cell)}</a></h3>
${statusBadge(cell.status)}<p class="path">${result.path}</p></header>
${message && markup`<p class="message">${message}</p>`}
${numberedCode(cell.source, language, cell.error?.line, SOURCE_CONTEXT)}
${cell.error && renderError(cell.error)}
</article>`;
}

/** The cells that are not as recorded; what differs stands below each of them. */
function notebookDifferences({ result, anchor }: ReportedNotebook): Markup {
  const cells = result.cells.filter(({ differences }) => differences !== undefined);
  return markup`<article class="failure">
<header><h3><a href="#${anchor}">${result.title}</a></h3>
${statusBadge(result.status)}<p class="path">${result.path}</p></header>
<p class="message">${result.message}</p>
${
  cells.length > 0 &&
  markup`<dl class="difference-cells">${cells.map(
    (cell) => markup`<dt><a href="#${anchor}-c${cellNumber(cell)}">cell ${cellNumber(cell)}</a></dt>
<dd>${differenceSentences(cell.differences ?? [])}</dd>`,
  )}</dl>`
}
</article>`;
}

function notebookError({ result, anchor }: ReportedNotebook): Markup {
  return markup`<article class="failure">
<header><h3><a href="#${anchor}">${result.title}</a></h3>
${statusBadge(result.status)}<p class="path">${result.path}</p></header>
<p class="message">${result.message ?? 'No cell reports an error.'}</p>
</article>`;
}

function notebookTable(notebooks: readonly ReportedNotebook[]): Markup {
  if (notebooks.length === 0) return markup``;
  return markup`<section aria-labelledby="notebooks-title">
<h2 id="notebooks-title">Notebooks</h2>
<table class="notebooks">
<thead><tr><th scope="col">Notebook</th><th scope="col">Status</th><th scope="col">Cells</th><th scope="col">Time</th><th scope="col">Memory</th><th scope="col">Time per cell</th></tr></thead>
<tbody>${notebooks.map(notebookRow)}</tbody>
</table>
</section>`;
}

function notebookRow({ result, anchor }: ReportedNotebook): Markup {
  const passed = result.cells.filter(({ status }) => status === 'ok').length;
  return markup`<tr>
<th scope="row"><a href="#${anchor}">${result.title}</a> ${standInBadge(result)}<span class="path">${result.path}</span></th>
<td>${statusBadge(result.status)}</td>
<td data-name="Cells">${passed} / ${result.cells.length}</td>
<td data-name="Time">${duration(result.seconds)}</td>
<td data-name="Memory">${result.peakMemoryBytes === undefined ? '–' : memory(result.peakMemoryBytes)}</td>
<td class="bar">${timeBar(result, anchor)}</td>
</tr>`;
}

/** How the report calls facts that the environment names by a key; others stand as they are. */
const FACT_NAMES: Record<string, string> = {
  node: 'Node.js',
  platform: 'Platform',
  cpu: 'Processors',
  memory: 'Memory',
  backend: 'Tensor backend',
  mode: 'Mode',
};

function environment(run: RunResult): Markup {
  const facts = Object.entries(run.environment);
  if (facts.length === 0) return markup``;
  return markup`<section aria-labelledby="environment-title">
<h2 id="environment-title">Environment</h2>
<dl class="environment">${facts.map(
    ([name, value]) => markup`<div><dt>${FACT_NAMES[name] ?? name}</dt><dd>${value}</dd></div>`,
  )}</dl>
</section>`;
}
