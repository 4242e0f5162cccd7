import { STATUS } from './format';
import { type Markup, markup } from './markup';
import type { NotebookSection } from './notebook';
import { failedNotebooks, type ReportedNotebook } from './overview';

/** The page's side: overview, errors, notebooks and the second-level headings of each. */
export function renderNavigation(
  notebooks: readonly ReportedNotebook[],
  sections: readonly NotebookSection[],
): Markup {
  const failures = failedNotebooks(notebooks).length;
  return markup`<nav class="side" aria-label="Contents">
<div class="side-bar">
<a class="brand" href="#overview">latentlab <span>report</span></a>
<button type="button" id="theme" hidden><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/></svg></button>
<button type="button" id="menu" aria-expanded="false" aria-controls="contents" hidden>Contents</button>
</div>
<ul id="contents">
<li><a href="#overview">Overview</a></li>
${failures > 0 && markup`<li><a href="#errors">What went wrong <span class="number bad">${failures}</span></a></li>`}
${notebooks.map(
  ({ result, anchor }, i) => markup`<li class="notebook-entry"><a href="#${anchor}"><span
 class="dot ${STATUS[result.status].tone}" title="${STATUS[result.status].label}"></span>${result.title}</a>
${headings(sections[i])}</li>`,
)}
</ul>
</nav>`;
}

function headings(section: NotebookSection | undefined): Markup {
  const entries = section?.headings.filter(({ level }) => level === 2) ?? [];
  if (entries.length === 0) return markup``;
  return markup`<ul>${entries.map(({ id, text }) => markup`<li><a href="#${id}">${text}</a></li>`)}</ul>`;
}
