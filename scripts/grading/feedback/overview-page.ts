/** What a teacher reads: how the class did, and where to look. */
import { duration } from '../../report/format';
import { markup, type Markup } from '../../report/markup';
import type { Gradebook, StudentGrade } from '../score/gradebook';
import { page } from './page';
import { MARKING_SHEET, markingPagePath, studentPagePath } from './paths';

const BINS = 10;

function share(value: number, of: number): number {
  return of === 0 ? 0 : value / of;
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

function distribution({ students, points }: Gradebook): Markup {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const { score } of students) {
    const bin = Math.min(BINS - 1, Math.floor(share(score, points) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  return markup`<ol class="distribution" aria-label="Students by their share of the points">${counts.map(
    (count, i) =>
      markup`<li><span>${count > 0 && count}</span><span class="bar" style="height:${
        (100 * count) / most
      }%"></span><span class="range">${(100 * i) / BINS}–${(100 * (i + 1)) / BINS} %</span></li>`,
  )}</ol>`;
}

function meter(value: number): Markup {
  return markup`<div class="meter" role="img" aria-label="${percent(value)}"><span style="width:${percent(value).replace(' ', '')}"></span></div>`;
}

function questionRows({ questions, students }: Gradebook): Markup[] {
  return questions.map(({ id, title, points, kind }) => {
    const earned = students.map(
      (each) => each.questions.find((question) => question.id === id)?.earned ?? null,
    );
    const marked = earned.filter((each) => each !== null);
    const mean = share(
      marked.reduce((sum, each) => sum + each, 0),
      marked.length,
    );
    const full = marked.filter((each) => each >= points).length;
    const byHand = markup`<a href="${markingPagePath(id)}">by hand</a>`;
    return markup`<tr><th scope="row">${title || id} <span class="path">${id}</span></th>
<td>${kind === 'manual' ? byHand : 'test'}</td><td>${points}</td><td>${mean.toFixed(2)}</td>
<td>${full} of ${marked.length}</td><td>${meter(share(mean, points))}</td></tr>`;
  });
}

function studentRow(grade: StudentGrade, seconds: number | undefined): Markup {
  const { student, score, points, open, penalty, flags, history, submittedAt } = grade;
  const remarks = [
    ...(open > 0 ? [`${open} to be marked`] : []),
    ...(penalty > 0 ? [`${penalty} off for being late`] : []),
    ...(history.length > 0
      ? [`before: ${history.map((each) => `${each.earned} of ${each.points}`).join(', ')}`]
      : []),
    ...flags,
  ];
  return markup`<tr><th scope="row"><a href="${studentPagePath(student)}">${student}</a></th>
<td>${score} of ${points}</td><td>${meter(share(score, points))}</td>
<td>${submittedAt?.slice(0, 16).replace('T', ' ')}</td>
<td>${seconds !== undefined && duration(seconds)}</td><td>${remarks.map((each) => markup`<p>${each}</p>`)}</td></tr>`;
}

function toMark({ questions, students }: Gradebook): Markup {
  const rows = questions.flatMap(({ id, title, points }) => {
    const open = students.filter((each) =>
      each.questions.some((question) => question.id === id && question.earned === null),
    );
    if (open.length === 0) return [];
    return [
      markup`<tr><th scope="row"><a href="${markingPagePath(id)}">${title || id}</a> <span class="path">${id}</span></th><td>${points}</td><td>${open.length} of ${students.length}</td></tr>`,
    ];
  });
  if (rows.length === 0) return markup``;
  return markup`<section><h2>To be marked by hand</h2>
<p>Fill in a copy of <a href="${MARKING_SHEET}">${MARKING_SHEET}</a>, and name it with <code>--manual</code>.</p>
<div class="table"><table><thead><tr><th>Question</th><th>Points</th><th>Open answers</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

/**
 * The teacher's page.
 *
 * @param seconds that grading took, by student
 */
export function renderOverviewPage(book: Gradebook, seconds: ReadonlyMap<string, number>): string {
  const { assignment, students, points } = book;
  const mean = share(
    students.reduce((sum, { score }) => sum + score, 0),
    students.length,
  );
  return page(
    `Grades: ${assignment}`,
    markup`<header class="headline">
<p class="kicker">Grades</p>
<h1>${assignment}</h1>
<dl class="facts"><div><dt>students</dt><dd>${students.length}</dd></div>
<div><dt>points</dt><dd>${points}</dd></div>
<div><dt>mean score</dt><dd>${mean.toFixed(1)}</dd></div></dl>
</header>
<section><h2>Distribution</h2>${distribution(book)}</section>
<section><h2>Questions</h2><div class="table"><table>
<thead><tr><th>Question</th><th>Kind</th><th>Points</th><th>Mean</th><th>All points</th><th>Share earned</th></tr></thead>
<tbody>${questionRows(book)}</tbody></table></div></section>
${toMark(book)}
<section><h2>Students</h2><div class="table"><table>
<thead><tr><th>Student</th><th>Score</th><th>Share</th><th>Handed in (UTC)</th><th>Time</th><th>Remarks</th></tr></thead>
<tbody>${students.map((each) => studentRow(each, seconds.get(each.student)))}</tbody></table></div></section>`,
  );
}
