/** What somebody who marks by hand looks at: all answers to one question, below one another. */
import { renderMarkdown } from '../../report/markdown';
import { markup, type Markup } from '../../report/markup';
import type { Gradebook, MarkedQuestion } from '../score/gradebook';
import { questionState, type CellReport, type SubmissionResult } from '../score/result';
import { page } from './page';
import { MARKING_SHEET, studentPagePath } from './paths';
import { cellsByQuestion, codeOf, complaintsOf, errorOf, isPlain, shownBy } from './student-page';

/** A text as a notebook shows it; nothing where that cannot be done. */
function proseOf(source: string, anchor: string): Markup | undefined {
  if (isPlain(source)) return undefined;
  try {
    return renderMarkdown(source, { anchor, withoutLinks: true }).html;
  } catch {
    // Equations can be nested until their renderer gives up.
    return undefined;
  }
}

/** Whoever marks sees everything: hidden tests are no secret here. */
function cellOf(cell: CellReport, anchor: string): Markup {
  const { source, kind, printed, id } = cell;
  if (kind === 'markdown') {
    const prose = proseOf(source, anchor);
    if (!prose) return markup`<pre class="text">${source}</pre>`;
    return markup`<div class="prose answer">${prose}</div>
<details><summary>As it was written</summary><pre class="text">${source}</pre></details>`;
  }
  const open = { ...cell, afterHidden: false };
  return markup`${errorOf(open)}${complaintsOf(open)}${shownBy(open)}
${printed !== '' && markup`<pre class="text">${printed}</pre>`}
<details><summary>${cell.isAnswer ? 'The code' : `The cell '${id}'`}</summary>${codeOf(cell)}</details>`;
}

function answerOf(
  { id, points }: MarkedQuestion,
  result: SubmissionResult,
  order: readonly string[],
  number: number,
): Markup {
  const question = result.questions.find((each) => each.id === id);
  if (!question) return markup``;
  const { earned, comment } = question;
  const cells = cellsByQuestion(result, order).get(id) ?? [];
  return markup`<section class="question ${questionState(question)}">
<header><h3><a href="../${studentPagePath(result.student)}">${result.student}</a></h3>
<span class="points">${earned ?? '?'} of ${points}</span></header>
${comment !== undefined && markup`<p class="comment">${comment}</p>`}
${
  earned === 0 && comment === undefined
    ? markup`<p>It is as it was handed out, or got no points.</p>`
    : cells.map((cell, i) => cellOf(cell, `answer-${number}-${i}`))
}
</section>`;
}

/**
 * The page of a question.
 *
 * @param order grade ids of the assignment's answers and questions, in its order
 */
export function renderMarkingPage(
  { assignment }: Pick<Gradebook, 'assignment'>,
  question: MarkedQuestion,
  results: readonly SubmissionResult[],
  order: readonly string[],
): string {
  const { id, title, points, scheme } = question;
  return page(
    `${assignment}: ${id}`,
    markup`<header class="headline">
<p class="kicker">${assignment}, to be marked by hand</p>
<h1>${title || id}</h1>
<p>${points} points for <code>${id}</code>. Write them into a copy of <a href="../${MARKING_SHEET}">${MARKING_SHEET}</a>, and name it with <code>--manual</code>. <a href="../index.html">All grades</a></p>
</header>
${scheme !== '' && markup`<section class="scheme"><h2>Mark scheme</h2><pre class="text">${scheme}</pre></section>`}
<section><h2>Answers</h2>
${results.map((result, i) => answerOf(question, result, order, i))}</section>`,
  );
}
