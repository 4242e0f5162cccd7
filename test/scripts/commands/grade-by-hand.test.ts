/** What somebody who marks by hand is given, and what becomes of the marks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Gradebook } from '../../../scripts/grading/score/gradebook';
import { releaseNotebook } from '../../../scripts/grading/release/release';
import { writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { latentlab, project } from '../fixtures/command-line';
import { NO_SANDBOX } from '../grading/grade';
import {
  answered,
  locked,
  manual,
  manualText,
  markdown,
  notebook,
  test,
} from '../grading/notebooks';

const ASSIGNMENT = notebook(
  markdown('# Curves'),
  markdown('## A picture'),
  manual(
    'figure',
    3,
    '// BEGIN MARK SCHEME\n// 1 point: axes.\n// END MARK SCHEME\n' +
      'function figure(): unknown {\n  // BEGIN SOLUTION\n  return 1;\n  // END SOLUTION\n}',
  ),
  test('test-figure', 1, 'figure();\n// BEGIN HIDDEN TESTS\nfigure();\n// END HIDDEN TESTS'),
  manual('again', 1, '// BEGIN SOLUTION\n2\n// END SOLUTION'),
  locked('show', 'figure()'),
  markdown('## Why?'),
  manualText('why', 2, 'Because.'),
);
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>';
const TEXT =
  'As $\\sqrt{2}$ says.\n\n<script>alert(3)</script><img src=x onerror=alert(4)>\n' +
  '[Look](https://example.org/trap) <iframe src="https://example.org"></iframe>';

it(
  'all answers to a question stand on one page, and marks count',
  {
    skip: NO_SANDBOX,
  },
  async (t) => {
    const folder = await project(t, { 'curves.ipynb': ASSIGNMENT });
    const copy = releaseNotebook(ASSIGNMENT, 'curves.ipynb');
    const ada = answered(copy, {
      figure: `const figure = () => ({ [Symbol.for('Jupyter.display')]: () => ({ 'image/svg+xml': '${SVG}' }) });`,
      again: "console.log('<script>'); figure()",
      why: TEXT,
    });
    await mkdir(join(folder, 'submitted'));
    await writeNotebook(join(folder, 'submitted', '=ada.ipynb'), ada);
    await writeNotebook(join(folder, 'submitted', 'bob.ipynb'), copy);
    const deep = `$${'\\frac{1}{'.repeat(2000)}${'}'.repeat(2000)}$`;
    await writeNotebook(join(folder, 'submitted', 'eve.ipynb'), answered(copy, { why: deep }));
    const grade = (...flags: string[]) =>
      latentlab(folder, 'grade', 'notebooks/curves.ipynb', 'submitted', ...flags);
    const read = (name: string): string => readFileSync(join(folder, 'grades', name), 'utf8');

    const first = await grade();
    assert.equal(first.code, 0, first.stderr);
    const pages = ['figure', 'again', 'why'].map((id) => read(`marking/${id}.html`));
    for (const page of pages) {
      const alive = /<(script|iframe)|<[^<>]*\sonerror=|href="https:|src="(?!data:).*/.exec(page);
      assert.equal(alive, null);
      assert.match(page, /default-src &apos;none&apos;/);
    }
    const [figure = '', again = '', why = ''] = pages;
    assert.match(figure, /Mark scheme<\/h2><pre class="text">1 point: axes\.<\/pre>/);
    // The picture stands below the hidden tests, which are no secret here.
    const picture = `<figure class="shown"><img src="data:image/svg+xml;base64,${Buffer.from(SVG).toString('base64')}"`;
    assert.equal(again.split(picture).length - 1, 2, 'the answer, and the cell that shows it');
    assert.match(again, /<pre class="text">&lt;script&gt;\n<\/pre>/);
    assert.match(why, /class="katex"/);
    assert.match(why, /As it was written<\/summary><pre class="text">As \$\\sqrt/);
    assert.match(why, /bob<\/a>[^]*as it was handed out/);
    assert.match(read('index.html'), /href="marking\/why\.html"/);

    const sheet = read('to-mark.csv').trim().split('\n');
    assert.equal(sheet[0], 'student,question,points,comment');
    assert.deepEqual(
      sheet.slice(1).map((line) => line.split(',')[1]),
      ['figure', 'again', 'why', 'why'],
    );
    const filled = sheet.map((line, i) => (i === 0 ? line : line.replace(/,,$/, ',1,Good')));
    await writeFile(join(folder, 'marks.csv'), [...filled, 'zoe,why,1,'].join('\n'));
    const second = await grade('--manual', 'marks.csv');
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /marks for who handed nothing in: "zoe"/);
    const { students } = JSON.parse(read('grades.json')) as Gradebook;
    assert.deepEqual(
      students.map(({ student, score, open }) => [student, score, open]),
      [
        ['=ada', 4, 0],
        ['bob', 0, 0],
        ['eve', 1, 0],
      ],
    );
  },
);
