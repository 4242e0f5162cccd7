import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Ajv from 'ajv/dist/2020';
import Papa from 'papaparse';
import type { Gradebook, StudentGrade } from '../../../scripts/grading/score/gradebook';
import { releaseNotebook } from '../../../scripts/grading/release/release';
import { writeNotebook } from '../../../scripts/jupyter/notebook-file';
import type { Notebook } from '../../../scripts/jupyter/nbformat';
import { latentlab, project, start } from '../fixtures/command-line';
import schema from '../../../scripts/grading/reports/gradebook.schema.json';
import { NO_SANDBOX } from '../grading/grade';
import { answer, answered, code, manualText, markdown, notebook, test } from '../grading/notebooks';

const ASSIGNMENT = notebook(
  markdown('# Numbers'),
  code("import assert from 'node:assert/strict';"),
  markdown('## Twice'),
  answer(
    'twice',
    'function twice(x: number) {\n  // BEGIN SOLUTION\n  return 2 * x;\n  // END SOLUTION\n}',
  ),
  test(
    'test-twice',
    3,
    "assert.equal(twice(3), 6, 'Twice 3 is 6.');\n// BEGIN HIDDEN TESTS\n" +
      'assert.equal(twice(-41), -82);\n// END HIDDEN TESTS',
    'Numbers may be negative.',
  ),
  markdown('## Why?'),
  manualText('why', 2, 'Because.'),
);
const HANDED_OUT = releaseNotebook(ASSIGNMENT, 'numbers.ipynb');
const RIGHT = answered(HANDED_OUT, {
  twice: 'const twice = (x: number) => x + x;',
  why: 'Twice is <script>alert(1)</script> plus.',
});
const HALF = answered(HANDED_OUT, { twice: 'const twice = (x: number) => Math.abs(2 * x);' });

type Files = Record<string, Notebook | string>;

async function handedIn(t: TestContext, files: Files): Promise<string> {
  const folder = await project(t, { 'numbers.ipynb': ASSIGNMENT });
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, 'submitted', name);
    await mkdir(join(file, '..'), { recursive: true });
    if (typeof content === 'string') await writeFile(file, content);
    else await writeNotebook(file, content);
  }
  return folder;
}

const grade = (folder: string, ...flags: string[]) =>
  latentlab(folder, 'grade', 'notebooks/numbers.ipynb', 'submitted', '-j', '2', ...flags);

function bookIn(folder: string): Gradebook {
  return JSON.parse(readFileSync(join(folder, 'grades/grades.json'), 'utf8')) as Gradebook;
}

function gradeOf(folder: string, student: string): StudentGrade {
  const found = bookIn(folder).students.find((each) => each.student === student);
  assert.ok(found, student);
  return found;
}

const skip = NO_SANDBOX;

describe('latentlab grade', { skip }, () => {
  it('grades a folder of notebooks, and tells students and teachers', async (t) => {
    const folder = await handedIn(t, {
      'ada.ipynb': RIGHT,
      'bob.ipynb': HALF,
      'eve.ipynb': HANDED_OUT,
    });
    const before = await readdir(join(folder, 'submitted'));
    const { code: exitCode, stdout, stderr } = await grade(folder);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /3\/3/);
    const scores = bookIn(folder).students.map(({ student, score, open }) => [
      student,
      score,
      open,
    ]);
    assert.deepEqual(scores, [
      ['ada', 3, 1],
      ['bob', 0, 0],
      ['eve', 0, 0],
    ]);
    assert.deepEqual(await readdir(join(folder, 'submitted')), before);

    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    assert.ok(validate(bookIn(folder)), JSON.stringify(validate.errors));
    const rows = Papa.parse<Record<string, string>>(
      readFileSync(join(folder, 'grades/grades.csv'), 'utf8'),
      { header: true, skipEmptyLines: true },
    ).data;
    assert.deepEqual(
      rows.map((row) => [row['student_id'], row['score'], row['max_score'], row['question why']]),
      [
        ['ada', '3', '5', ''],
        ['bob', '0', '5', '0'],
        ['eve', '0', '5', '0'],
      ],
    );
    const junit = readFileSync(join(folder, 'grades/junit.xml'), 'utf8');
    assert.match(junit, /<testsuite name="bob"[^>]* failures="2"/);

    const page = readFileSync(join(folder, 'grades/feedback/bob.html'), 'utf8');
    assert.match(page, /A hidden test fails\..*Numbers may be negative\./s);
    assert.doesNotMatch(page, /-41|-82|\b82\b/);
    const inert = readFileSync(join(folder, 'grades/feedback/ada.html'), 'utf8');
    assert.doesNotMatch(inert, /<script/);
    assert.match(inert, /&lt;script&gt;alert\(1\)/);
    assert.match(inert, /default-src &apos;none&apos;/);
  });

  it("reads nbgrader's tree, takes late policies and marks, and keeps history", async (t) => {
    const folder = await handedIn(t, {
      'ada/numbers/numbers.ipynb': RIGHT,
      'ada/numbers/timestamp.txt': '2026-01-03 12:00:00.123456 UTC',
      'bob/numbers/numbers.ipynb': HALF,
      'bob/numbers/timestamp.txt': '2026-01-01 12:00:00 UTC',
    });
    const marks = join(folder, 'marks.csv');
    await writeFile(marks, 'student,question,points,comment\nada,why,1.5,"Nearly, see page 3"\n');
    const flags = ['--due', '2026-01-02T00:00', '--late-per-day', '10', '--manual', marks];
    const first = await grade(folder, ...flags);
    assert.equal(first.code, 0, first.stderr);
    const ada = gradeOf(folder, 'ada');
    // 4.5 points, two days begun.
    assert.deepEqual([ada.raw, ada.penalty, ada.score, ada.open], [4.5, 0.9, 3.6, 0]);
    assert.equal(gradeOf(folder, 'bob').penalty, 0);
    const page = readFileSync(join(folder, 'grades/feedback/ada.html'), 'utf8');
    assert.match(page, /Nearly, see page 3/);

    await writeNotebook(join(folder, 'submitted/bob/numbers/numbers.ipynb'), RIGHT);
    const second = await grade(folder, ...flags);
    assert.match(second.stdout, /ada.*as before/);
    assert.deepEqual(gradeOf(folder, 'bob').history, [{ earned: 0, points: 5 }]);
    assert.equal(gradeOf(folder, 'bob').raw, 3);

    await writeFile(marks, 'student,question,points\nada,why,7\n');
    const wrong = await grade(folder, '--manual', marks);
    assert.match(wrong.stderr, /7 points for 'why' of ada are not between 0 and 2/);
  });

  it('bears whatever is handed in', async (t) => {
    const names = [
      "o'brien",
      '=cmd|calc',
      '"><img src=x onerror=alert(1)>',
      'a\\b',
      '..x',
      'ünïcode',
    ];
    const files = Object.fromEntries(names.map((name) => [`${name}.ipynb`, RIGHT]));
    const folder = await handedIn(t, {
      ...files,
      'empty.ipynb': '',
      'list.ipynb': '[1, 2]',
      'deep.ipynb': '['.repeat(200_000),
      'pollution.ipynb': JSON.stringify(RIGHT).replace('{', '{"__proto__":{"polluted":1},'),
    });
    const secret = join(folder, 'secret.ipynb');
    await writeNotebook(secret, RIGHT);
    await symlink(secret, join(folder, 'submitted/link.ipynb'));
    await symlink(folder, join(folder, 'submitted/tree'));
    const huge = await open(join(folder, 'submitted/huge.ipynb'), 'w');
    await huge.truncate(200e6);
    await huge.close();
    const { code: exitCode, stderr } = await grade(folder);
    assert.equal(exitCode, 1, stderr);
    for (const name of names.filter((each) => !each.startsWith('.'))) {
      assert.equal(gradeOf(folder, name).score, 3, name);
    }
    const reason = (name: string) => gradeOf(folder, name).reason ?? '';
    assert.match(reason('empty'), /not valid JSON/);
    assert.match(reason('list'), /not a notebook/);
    assert.match(reason('deep'), /JSON/);
    assert.match(reason('huge'), /It has 200 MB/);
    assert.match(reason('link'), /symbolic link/);
    assert.match(reason('tree'), /symbolic link/);
    const csv = readFileSync(join(folder, 'grades/grades.csv'), 'utf8');
    assert.match(csv, /,'=cmd\|calc,|,"'=cmd\|calc",/);
    const overview = readFileSync(join(folder, 'grades/index.html'), 'utf8');
    assert.doesNotMatch(overview, /<img|<script/);
    for (const file of await readdir(join(folder, 'grades/feedback'))) {
      assert.match(file, /^[A-Za-z0-9_-]+\.html$/);
    }
  });

  it('goes on where it was killed, to the same grades', async (t) => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name, i) => [`${name}.ipynb`, i % 2 ? HALF : RIGHT]),
    );
    const folder = await handedIn(t, files);
    assert.equal((await grade(folder, '-o', 'whole')).code, 0);
    for (const delay of [700, 1500, 2500, 3200, 4100]) {
      const { child, ended } = start(
        folder,
        ...['grade', 'notebooks/numbers.ipynb', 'submitted', '-j', '1'],
      );
      setTimeout(() => child.kill('SIGKILL'), delay);
      await ended;
    }
    assert.equal((await grade(folder)).code, 0);
    for (const file of ['grades.json', 'grades.csv', 'junit.xml', 'feedback/b.html']) {
      const [one, other] = ['whole', 'grades'].map((each) =>
        readFileSync(join(folder, each, file), 'utf8'),
      );
      assert.equal(other, one, file);
    }
  });

  it('needs an assignment and submissions', async (t) => {
    const folder = await handedIn(t, {});
    await mkdir(join(folder, 'submitted'));
    assert.equal((await latentlab(folder, 'grade', 'notebooks/numbers.ipynb')).code, 2);
    const empty = await grade(folder);
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /There are no submissions in submitted/);
  });
});

describe('latentlab grade without bubblewrap', () => {
  it('refuses submissions, unless they are trusted', async (t) => {
    const folder = await handedIn(t, { 'ada.ipynb': RIGHT });
    // A folder with nothing but Node: no bwrap.
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const program of ['mkfifo', 'env']) {
      const file = ['/usr/bin', '/bin'].map((each) => join(each, program)).find(existsSync);
      if (file) await symlink(file, join(bin, program));
    }
    const path = process.env['PATH'];
    process.env['PATH'] = bin;
    t.after(() => (process.env['PATH'] = path));
    const refused = await grade(folder);
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /There is no sandbox here:[^]*bwrap: is missing[^]*--trust/);
    const doctor = await latentlab(folder, 'grade', '--doctor');
    assert.equal(doctor.code, 3);
    assert.match(doctor.stdout, /submissions are refused/);
    const trusted = await grade(folder, '--trust');
    assert.equal(trusted.code, 0, trusted.stderr);
    assert.equal(gradeOf(folder, 'ada').score, 3);
  });
});
