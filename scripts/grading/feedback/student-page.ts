/** What a student reads: visible tests in full, of hidden ones only points and hints. */
import { codeBlock, numberedCode } from '../../report/code';
import { markup, type Markup } from '../../report/markup';
import { dataUri } from '../../report/picture';
import type { CheckOutcome } from '../examiner/exam';
import type { StudentGrade } from '../score/gradebook';
import {
  questionState,
  type CellReport,
  type QuestionResult,
  type SubmissionResult,
} from '../score/result';
import { page } from './page';

/** Names of errors that say nothing but what they are. */
const USUAL = [
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'Error',
  'Timeout',
  'Ended',
];

/** What takes renderers long is shown as it is: who wrote it may mean to keep this process busy. */
export function isPlain(source: string): boolean {
  return source.length > 20_000 || /\w{400}/.test(source);
}

const NO_HINT = 'Think of other inputs than those of the visible tests.';
const WORDS = { right: 'right', partly: 'partly right', wrong: 'not yet', open: 'to be marked' };
const MAX_CAPTION = 1000;
const PICTURES = ['image/png', 'image/svg+xml'];

function checkItem(check: CheckOutcome, hint: string | undefined): Markup {
  const isRight = check.earned >= check.points;
  const sign = isRight ? '✓' : '✗';
  const points = markup`<span class="points">${check.earned} of ${check.points}</span>`;
  if (check.isHidden) {
    return markup`<li>${points}<span aria-hidden="true">${sign}</span> Hidden test${
      !isRight && markup`<p class="hint">${check.hint ?? hint ?? NO_HINT}</p>`
    }</li>`;
  }
  return markup`<li>${points}<span aria-hidden="true">${sign}</span> ${check.name}${check.words.map(
    (word) => markup`<p>${word}</p>`,
  )}${!isRight && check.hint && markup`<p class="hint">Hint: ${check.hint}</p>`}</li>`;
}

function failureOf({ failure, hint }: QuestionResult): Markup {
  if (!failure) return markup``;
  if (!failure.isHidden) return markup`<p>${failure.message}</p>`;
  return markup`<p>A hidden test fails.</p><p class="hint">${hint ?? NO_HINT}</p>`;
}

/** What a cell says of itself may repeat what hidden tests asked: then only the kind of error is told. */
export function errorOf({ id, isAnswer, error, afterHidden }: CellReport): Markup {
  if (!error) return markup``;
  const line = error.line === undefined ? '' : `, line ${error.line}`;
  const name = !afterHidden || USUAL.includes(error.name) ? error.name : 'Error';
  const tells = !afterHidden || ['Timeout', 'Ended', 'SyntaxError'].includes(error.name);
  return markup`<p>The cell ${!isAnswer && `'${id}' `}does not run: ${name}${line}${tells && `: ${error.message}`}</p>`;
}

/** The types of a cell cost no points, but are often where a mistake begins. */
export function complaintsOf({ complaints }: CellReport): Markup[] {
  return complaints.map(
    ({ line, message }) => markup`<p class="hint">TypeScript, line ${line}: ${message}</p>`,
  );
}

/** Pictures and texts that a cell showed, as nothing but that. */
export function shownBy({ shown, afterHidden }: CellReport): Markup[] {
  if (afterHidden) return [];
  return shown.flatMap((bundle) => {
    const mime = PICTURES.find((each) => bundle[each] !== undefined);
    if (!mime) return [markup`<pre class="text">${bundle['text/plain']}</pre>`];
    // A mosaic's titles stand in its text, not in its picture.
    const words = bundle['text/plain']?.slice(0, MAX_CAPTION);
    return [
      markup`<figure class="shown"><img src="${dataUri(mime, bundle[mime])}" alt="${words ?? 'A picture'}">${
        words && markup`<figcaption>${words}</figcaption>`
      }</figure>`,
    ];
  });
}

/** The code of a cell, with the line that failed marked. */
export function codeOf({ source, error }: CellReport): Markup {
  if (isPlain(source)) return markup`<pre class="text">${source}</pre>`;
  return error?.line === undefined
    ? codeBlock(source, 'typescript')
    : numberedCode(source, 'typescript', error.line);
}

/** A cell with what it printed and showed. */
function cellView(cell: CellReport): Markup {
  const { id, source, kind, printed, afterHidden, isAnswer, isManual } = cell;
  return markup`<details${isManual && markup` open`}><summary>${isAnswer ? 'Your answer' : id}</summary>
${kind === 'markdown' ? markup`<pre class="text">${source}</pre>` : codeOf(cell)}
${printed !== '' && !afterHidden && markup`<pre class="text">${printed}</pre>`}${shownBy(cell)}</details>`;
}

function questionView(question: QuestionResult, cells: readonly CellReport[]): Markup {
  const { id, title, points, earned, kind, checks, hint, comment } = question;
  const state = questionState(question);
  return markup`<section class="question ${state}">
<header><h3>${title || id}</h3><span class="path">${id}</span>
<span class="points">${earned ?? '?'} of ${points} · ${WORDS[state]}</span></header>
${cells.map((cell) => [errorOf(cell), ...complaintsOf(cell)])}${failureOf(question)}
${kind === 'manual' && earned === 0 && comment === undefined && markup`<p>It is as it was handed out, or got no points.</p>`}
${comment !== undefined && markup`<p class="comment">${comment}</p>`}
${checks.length > 0 && markup`<ul class="checks">${checks.map((check) => checkItem(check, hint))}</ul>`}
${cells.map((cell) => cellView(cell))}
</section>`;
}

/**
 * Cells that belong to a question: what stands above it, up to the question before; and below it,
 * where it is marked by hand, what it shows.
 */
export function cellsByQuestion(
  { questions, cells }: Pick<SubmissionResult, 'questions' | 'cells'>,
  order: readonly string[],
): Map<string, CellReport[]> {
  const places = new Map(order.map((id, i) => [id, i]));
  const place = (id: string): number => places.get(id) ?? -1;
  const sorted = [...questions].sort((a, b) => place(a.id) - place(b.id));
  const found = new Map(questions.map(({ id }): [string, CellReport[]] => [id, []]));
  for (const cell of cells) {
    const at = place(cell.id);
    if (at < 0 || !(cell.isAnswer || cell.isManual || cell.error)) continue;
    const owner = cell.isManual
      ? sorted.filter(({ id }) => place(id) <= at).at(-1)
      : sorted.find(({ id }) => place(id) >= at);
    if (owner) found.get(owner.id)?.push(cell);
  }
  return found;
}

/**
 * The page of a student.
 *
 * @param order grade ids of the assignment's answers and questions, in its order
 */
export function renderStudentPage(
  assignment: string,
  grade: StudentGrade,
  result: SubmissionResult,
  order: readonly string[],
): string {
  const { score, points, penalty, open, reason } = grade;
  const cells = cellsByQuestion(result, order);
  return page(
    `${assignment}: ${grade.student}`,
    markup`<header class="headline">
<p class="kicker">${assignment}</p>
<h1>${grade.student}</h1>
<p class="score">${score} of ${points} points</p>
${penalty > 0 && markup`<p>${penalty} points were taken off for handing in late.</p>`}
${open > 0 && markup`<p>${open === 1 ? 'One answer has' : `${open} answers have`} yet to be marked.</p>`}
</header>
${reason !== undefined && markup`<p>${`Your notebook was not graded: ${reason}`}</p>`}
${result.questions.map((question) => questionView(question, cells.get(question.id) ?? []))}`,
  );
}
