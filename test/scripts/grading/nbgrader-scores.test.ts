/** nbgrader, with our kernel, gives a released assignment the same points. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { it } from 'node:test';
import { nbgraderOf } from '../../../scripts/grading/assignment/metadata';
import { replaceRegions, textInRegions } from '../../../scripts/grading/assignment/regions';
import { releaseNotebook } from '../../../scripts/grading/release/release';
import { joinLines, type Notebook } from '../../../scripts/jupyter/nbformat';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { ROOT } from '../../project/checkout';
import { latentlab } from '../fixtures/command-line';
import { temporaryFolder } from '../fixtures/kernels';
import { pythonWith } from '../fixtures/python';
import { earned, grade } from './grade';
import { answered } from './notebooks';

const PYTHON = pythonWith('nbgrader');
const skip = PYTHON === undefined ? 'there is no Python with nbgrader' : false;

const CONFIG = `
c = get_config()
c.CourseDirectory.course_id = 'course'
c.ClearSolutions.code_stub = {'typescript': '// YOUR CODE HERE'}
c.ExecutePreprocessor.timeout = 120
`;

/** Prints the points of each test by student, from nbgrader's database. */
const SCORES = `
import json
from nbgrader.api import Gradebook
with Gradebook('sqlite:///gradebook.db') as book:
    found = {s.student.id: {g.cell.name: g.score for n in s.notebooks for g in n.grades
                            if not g.needs_manual_grade and g.cell.cell_type == 'code'}
             for s in book.assignment_submissions('patterns')}
print(json.dumps(found))
`;

function written(source: Notebook, change: (id: string, body: string) => string): Notebook {
  const answers = source.cells.flatMap((cell): [string, string][] => {
    const { solution, grade_id: id = '' } = nbgraderOf(cell) ?? {};
    if (!solution || cell.cell_type !== 'code') return [];
    const text = joinLines(cell.source);
    const body = change(id, textInRegions(text, 'SOLUTION'));
    return [[id, replaceRegions(text, 'SOLUTION', body.split('\n'))]];
  });
  return answered(releaseNotebook(source, 'patterns.ipynb'), Object.fromEntries(answers));
}

function setBackend(t: { after(fn: () => void): void }, name: string): void {
  const { LATENTLAB_BACKEND: before } = process.env;
  process.env['LATENTLAB_BACKEND'] = name;
  t.after(() => {
    if (before === undefined) delete process.env['LATENTLAB_BACKEND'];
    else process.env['LATENTLAB_BACKEND'] = before;
  });
}

/** nbgrader takes mark schemes in tasks only. */
function withoutSchemes(source: Notebook): Notebook {
  const cells = source.cells.map((cell) => ({
    ...cell,
    source: replaceRegions(joinLines(cell.source), 'MARK SCHEME'),
  }));
  return { ...source, cells };
}

it('nbgrader autogrades a release to the same points', { skip }, async (t) => {
  // Which starts fastest; both compute with the same.
  setBackend(t, 'wasm');
  const folder = await temporaryFolder(t);
  const source = await readNotebook(join(ROOT, 'notebooks', 'assignments', 't10q1a.ipynb'));
  const submissions: Record<string, Notebook> = {
    ada: written(source, (_, body) => body),
    bob: releaseNotebook(source, 'patterns.ipynb'),
    eve: written(source, (id, body) =>
      id === 'cross-entropy' ? body.replace('tf.sum(tf.add(on, off), 1)', 'tf.add(on, off)') : body,
    ),
    joe: written(source, (id, body) =>
      id === 'output-gradients' ? body.replace('x.shape[0]', '1') : body,
    ),
  };
  await writeFile(join(folder, 'nbgrader_config.py'), CONFIG);
  await mkdir(join(folder, 'source', 'patterns'), { recursive: true });
  await writeNotebook(join(folder, 'source', 'patterns', 'patterns.ipynb'), withoutSchemes(source));
  for (const [student, notebook] of Object.entries(submissions)) {
    const own = join(folder, 'submitted', student, 'patterns');
    await mkdir(own, { recursive: true });
    await writeNotebook(join(own, 'patterns.ipynb'), notebook);
  }
  const installed = await latentlab(folder, 'kernel', 'install', '--prefix', folder);
  assert.equal(installed.code, 0, installed.stderr);

  const nbgrader = (...args: string[]): void => {
    const { status, stderr } = spawnSync(PYTHON ?? '', ['-m', 'nbgrader', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        // It calls alembic by its name.
        PATH: [process.env['PATH'], dirname(PYTHON ?? '')].join(delimiter),
        JUPYTER_PATH: join(folder, 'share', 'jupyter'),
        JUPYTER_CONFIG_DIR: join(folder, 'config'),
        JUPYTER_DATA_DIR: join(folder, 'data'),
        IPYTHONDIR: join(folder, 'ipython'),
      },
    });
    assert.equal(status, 0, stderr);
  };
  nbgrader('generate_assignment', 'patterns');
  nbgrader('autograde', 'patterns');
  const { stdout, stderr } = spawnSync(PYTHON ?? '', ['-c', SCORES], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: [process.env['PATH'], dirname(PYTHON ?? '')].join(delimiter) },
  });
  const theirs = JSON.parse(stdout || `"${stderr}"`) as Record<string, Record<string, number>>;
  for (const [student, notebook] of Object.entries(submissions)) {
    const ours = Object.entries(earned(await grade(source, notebook))).filter(([id]) =>
      id.startsWith('test-'),
    );
    assert.deepEqual(theirs[student], Object.fromEntries(ours), student);
  }
});
