/** The faces exercise from the release to the grades: answers, and what they earn. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { nbgraderOf } from '../../../scripts/grading/assignment/metadata';
import { replaceRegions, textInRegions } from '../../../scripts/grading/assignment/regions';
import type { Gradebook, StudentGrade } from '../../../scripts/grading/score/gradebook';
import { joinLines, type Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { ROOT } from '../../project/checkout';
import { latentlab, project } from '../fixtures/command-line';
import { NO_SANDBOX } from './grade';
import { ANSWERS, TESTS, type AnswerCell } from './lfw-answers';
import { answered } from './notebooks';

const FILE = path.join(ROOT, 'notebooks', 'lfw', 'autoencoder.ipynb');
const CELLS = Object.keys(TESTS) as AnswerCell[];
/** Small enough for a test; whether the models learn is not what it asks. */
const SMALL = { faces: 120, iterations: 2, every: 1 };
const TABLE = [
  'no mean over the batch',
  'the sum over the batch instead of the mean',
  'the mean over the pixels instead of the sum',
  'ent is not inverted',
  'ent averages over the wrong axis',
  'reg without the square',
  'negative codes',
  'values that were taken out of the graph',
  'inputs that are disposed of',
  'nothing is returned',
];

const byId = (source: Notebook, id: string): string => {
  const cell = source.cells.find((each) => nbgraderOf(each)?.grade_id === id);
  return joinLines(cell?.source ?? '');
};

/** The release with bodies in the place of stubs. */
function handedIn(
  source: Notebook,
  released: Notebook,
  bodies: Partial<Record<AnswerCell, string>>,
): Notebook {
  const written = Object.entries(bodies).map(([id, body]): [string, string] => {
    const own = replaceRegions(byId(source, id), 'MARK SCHEME');
    return [id, replaceRegions(own, 'SOLUTION', body.split('\n'))];
  });
  return answered(released, Object.fromEntries(written));
}

const slug = (name: string): string => name.replace(/[^a-z]+/g, '-');
const sum = (points: Record<string, number>): number =>
  Object.values(points).reduce((total, each) => total + each, 0);

async function gradeFaces(t: TestContext): Promise<{
  folder: string;
  run: (...flags: string[]) => Promise<Map<string, StudentGrade>>;
}> {
  const source = await readNotebook(FILE);
  source.metadata['latentlab'] = { quick: SMALL, full: {} };
  const folder = await project(t, { 'autoencoder.ipynb': source });
  const made = await latentlab(folder, 'release', 'notebooks', '-o', 'release');
  assert.equal(made.code, 0, made.stderr);
  const released = await readNotebook(path.join(folder, 'release', 'autoencoder.ipynb'));
  const solution = Object.fromEntries(
    CELLS.map((id) => [id, textInRegions(byId(source, id), 'SOLUTION')]),
  ) as Record<AnswerCell, string>;
  const submissions: Record<string, Notebook> = {
    empty: released,
    reference: handedIn(source, released, solution),
  };
  for (const id of CELLS) {
    submissions[`only-${id}`] = handedIn(source, released, { [id]: solution[id] });
  }
  for (const name of TABLE) {
    const wrong = ANSWERS.find((each) => each.name === name);
    assert.ok(wrong, name);
    const bodies = { ...solution, [wrong.cell]: wrong.body };
    submissions[slug(name)] = handedIn(source, released, bodies);
  }
  await mkdir(path.join(folder, 'submitted'));
  for (const [name, notebook] of Object.entries(submissions)) {
    await writeNotebook(path.join(folder, 'submitted', `${name}.ipynb`), notebook);
  }
  const run = async (...flags: string[]): Promise<Map<string, StudentGrade>> => {
    const args = ['notebooks/autoencoder.ipynb', 'submitted', '-j', '2', ...flags];
    const { code, stderr } = await latentlab(folder, 'grade', ...args);
    assert.equal(code, 0, stderr);
    const text = readFileSync(path.join(folder, 'grades', 'grades.json'), 'utf8');
    return new Map((JSON.parse(text) as Gradebook).students.map((each) => [each.student, each]));
  };
  return { folder, run };
}

describe('the faces exercise, graded', { skip: NO_SANDBOX }, () => {
  it('gives answers what a teacher would, and says why', async (t) => {
    const before = process.env['LATENTLAB_DATA'];
    process.env['LATENTLAB_DATA'] = 'synthetic';
    t.after(() => {
      if (before === undefined) delete process.env['LATENTLAB_DATA'];
      else process.env['LATENTLAB_DATA'] = before;
    });
    const { folder, run } = await gradeFaces(t);
    const grades = await run();
    const of = (student: string): StudentGrade => {
      const found = grades.get(student);
      assert.ok(found, student);
      return found;
    };
    const told = (student: string): string => JSON.stringify(of(student).questions);

    assert.deepEqual([of('empty').score, of('empty').open], [0, 0]);
    assert.deepEqual(
      [of('reference').score, of('reference').open, of('reference').points],
      [32, 2, 40],
      told('reference'),
    );
    for (const id of CELLS) {
      const { score, open } = of(`only-${id}`);
      const isMarked = id !== 'objective-terms';
      assert.deepEqual([score, open], [sum(TESTS[id]), isMarked ? 1 : 0], told(`only-${id}`));
    }
    for (const name of TABLE) {
      const { cell, points, total, says } = ANSWERS.find((each) => each.name === name)!;
      const student = slug(name);
      const { score, questions } = of(student);
      const others = 32 - sum(TESTS[cell]);
      assert.equal(score, others + total, `${name}: ${told(student)}`);
      for (const [id, earned] of Object.entries(points)) {
        assert.equal(questions.find((each) => each.id === id)?.earned, earned, `${name}: ${id}`);
      }
      assert.match(told(student), says ?? /./, name);
      const page = readFileSync(path.join(folder, 'grades', 'feedback', `${student}.html`), 'utf8');
      assert.match(page, /class="hint"/, name);
    }

    const marks = 'student,question,points\nreference,plot-sparsity,4\nreference,view-decoder,4\n';
    await writeFile(path.join(folder, 'marks.csv'), marks);
    const { score, open } = (await run('--manual', 'marks.csv')).get('reference')!;
    assert.deepEqual([score, open], [40, 0]);
  });
});
