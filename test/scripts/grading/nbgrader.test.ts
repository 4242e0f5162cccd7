import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { releaseNotebook } from '../../../scripts/grading/release/release';
import { writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { temporaryFolder } from '../fixtures/kernels';
import { pythonWith } from '../fixtures/python';
import { answer, locked, manual, manualText, markdown, notebook, task, test } from './notebooks';

const PYTHON = pythonWith('nbgrader');

/** Prints the grade ids whose checksum nbgrader computes otherwise; fails on what is not valid. */
const PROGRAM = `
import sys, nbformat
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum
nb = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(nb)
MetadataValidator().validate_nb(nb)
cells = [c for c in nb.cells if 'nbgrader' in c.metadata]
print(len(cells), [c.metadata.nbgrader.grade_id for c in cells
                   if compute_checksum(c) != c.metadata.nbgrader.checksum])
`;

const skip = PYTHON === undefined ? 'there is no Python with nbgrader' : false;

it('nbgrader finds a release valid, and computes the same checksums', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'release.ipynb');
  const assignment = notebook(
    markdown('# Grüße, 你好 😀'),
    locked('set-up', 'const a = "ä😀";'),
    answer('f', 'function f() {\n  // BEGIN SOLUTION\n  return 1;\n  // END SOLUTION\n}'),
    test('test-f', 2.5, 'f();\n// BEGIN HIDDEN TESTS\nf();\n// END HIDDEN TESTS'),
    manual('figure', 3, 'plot();'),
    manualText('why', 0.1, 'Because.'),
    task('essay', 4, 'Write.\n### BEGIN MARK SCHEME\n1 for a line\n### END MARK SCHEME'),
  );
  await writeNotebook(file, releaseNotebook(assignment, 'assignment.ipynb'));
  const { stdout, stderr, status } = spawnSync(PYTHON ?? '', ['-c', PROGRAM, file], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.equal(stdout.trim(), '6 []');
});
