import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { latentlab, project } from '../fixtures/command-line';
import { answer, answered, code, notebook, test } from '../grading/notebooks';

const ASSIGNMENT = notebook(
  code("import assert from 'node:assert/strict';"),
  answer(
    'twice',
    'function twice(x: number): number {\n  // BEGIN SOLUTION\n  return 2 * x;\n  // END SOLUTION\n}',
  ),
  test(
    'test-twice',
    2,
    'assert.equal(twice(3), 6);\n// BEGIN HIDDEN TESTS\nassert.equal(twice(0), 0);\n// END HIDDEN TESTS',
  ),
);

describe('latentlab release and validate', () => {
  it('make a copy, and tell a student how it stands', async (t) => {
    const folder = await project(t, { 'twice.ipynb': ASSIGNMENT });
    const made = await latentlab(folder, 'release', 'notebooks', '-o', 'release');
    assert.equal(made.code, 0, made.stderr);
    const file = join(folder, 'release', 'twice.ipynb');
    const copy = await readNotebook(file);
    assert.doesNotMatch(JSON.stringify(copy), /HIDDEN|return 2/);

    const open = await latentlab(folder, 'validate', file);
    assert.equal(open.code, 1, open.stderr);
    assert.match(open.stdout, /✗ test-twice {2}test-twice, 0 of 2 points\n {4}.*Not answered yet/);

    const right = 'function twice(x: number): number {\n  return x + x;\n}';
    await writeNotebook(file, answered(copy, { twice: right }));
    const done = await latentlab(folder, 'validate', file);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /✓ test-twice {2}test-twice, 2 of 2 points/);

    const cheat = answered(copy, { twice: right, 'test-twice': 'assert.ok(true);' });
    await writeNotebook(file, cheat);
    const changed = await latentlab(folder, 'validate', file);
    assert.equal(changed.code, 1);
    assert.match(changed.stdout, /! Cell 3 \('test-twice'\) is locked, but was changed/);
  });

  it('refuse an assignment with faults as a whole', async (t) => {
    const folder = await project(t, {
      'good.ipynb': ASSIGNMENT,
      'bad.ipynb': notebook(answer('a', '// BEGIN SOLUTION')),
    });
    const { code: exitCode, stderr } = await latentlab(folder, 'release', 'notebooks');
    assert.equal(exitCode, 1);
    assert.match(stderr, /notebooks\/bad\.ipynb cannot be released:\n {2}Cell 1 \('a'\), line 1/);
    assert.equal(existsSync(join(folder, 'release')), false);
  });

  it('need something to release, and something to validate', async (t) => {
    const folder = await project(t, { 'plain.ipynb': notebook(code('1')) });
    const { code: nothing, stderr } = await latentlab(folder, 'release', 'notebooks');
    assert.equal(nothing, 2);
    assert.match(stderr, /None of these notebooks is an assignment/);
    const plain = await latentlab(folder, 'validate', 'notebooks/plain.ipynb');
    assert.match(plain.stderr, /has no cells to be graded/);
    assert.equal(plain.code, 2);
  });
});
