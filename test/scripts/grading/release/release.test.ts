import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellChecksum, pythonFloat } from '../../../../scripts/grading/assignment/checksum';
import { nbgraderOf } from '../../../../scripts/grading/assignment/metadata';
import { releaseFaults, releaseNotebook } from '../../../../scripts/grading/release/release';
import { joinLines, type Cell } from '../../../../scripts/jupyter/nbformat';
import { answer, code, locked, manualText, markdown, notebook, task, test } from '../notebooks';

function released(cell: Cell): Cell {
  const [first] = releaseNotebook(notebook(cell), 'a.ipynb').cells;
  assert.ok(first);
  return first;
}

describe('the release of an assignment', () => {
  it('replaces a solution by a stub where it stood', () => {
    const source =
      'function f(x: number): number {\n  const y = x;\n  // BEGIN SOLUTION\n  return 2 * y;\n' +
      '  // END SOLUTION\n}';
    assert.equal(
      released(answer('f', source)).source,
      'function f(x: number): number {\n  const y = x;\n  // YOUR CODE HERE\n' +
        "  throw new Error('Not answered yet.');\n}",
    );
  });

  it('knows markers by their words, with any sign of comments', () => {
    for (const sign of ['###', '//', '// ###', '/*']) {
      const source = `a;\n${sign} BEGIN SOLUTION\nb;\n${sign} END SOLUTION\nc;`;
      assert.doesNotMatch(joinLines(released(answer('f', source)).source), /b;|SOLUTION/);
    }
  });

  it('replaces an answer without a region as a whole', () => {
    assert.match(joinLines(released(answer('f', 'const x = 1;')).source), /^\/\/ YOUR CODE HERE\n/);
    assert.equal(released(manualText('t', 2, 'Because.')).source, 'YOUR ANSWER HERE');
  });

  it('takes hidden tests, mark schemes, hints and outputs away', () => {
    const hidden = test(
      't',
      1,
      'a();\n// BEGIN HIDDEN TESTS\nb();\n// END HIDDEN TESTS\nc();',
      'no',
    );
    assert.equal(released(hidden).source, 'a();\nc();');
    assert.equal(released(hidden).metadata['latentlab'], undefined);
    const scheme = task('m', 3, 'Draw.\n### BEGIN MARK SCHEME\n1 for axes\n### END MARK SCHEME');
    assert.equal(released(scheme).source, 'Draw.');
    const ran = code('1');
    Object.assign(ran, {
      execution_count: 3,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'the answer' }],
    });
    const { outputs, execution_count: count } = released(ran) as { outputs?: [] } & {
      execution_count?: number;
    };
    assert.deepEqual([outputs, count], [[], null]);
  });

  it('locks what must stay, and lets nobody delete an answer', () => {
    const locks = (cell: Cell) => {
      const { deletable, editable } = released(cell).metadata;
      return [deletable, editable];
    };
    assert.deepEqual(locks(test('t', 1, 'f();')), [false, false]);
    assert.deepEqual(locks(locked('l', 'f();')), [false, false]);
    assert.deepEqual(locks(answer('a', 'f();')), [false, undefined]);
    assert.deepEqual(locks(markdown('text')), [undefined, undefined]);
  });

  it('seals cells with the checksum of what students get', () => {
    const cell = released(test('t', 1, 'a();\n// BEGIN HIDDEN TESTS\nb();\n// END HIDDEN TESTS'));
    assert.equal(nbgraderOf(cell)?.checksum, cellChecksum(cell));
    // hashlib.md5(b'a();' b'code' b'True' b'False' b'True' b't' b'1.0').hexdigest()
    assert.equal(nbgraderOf(cell)?.checksum, '4e551919df1a72dd764bce86e7bfeacb');
    assert.equal(nbgraderOf(cell)?.cell_type, 'code');
  });

  it('leaves the assignment as it is', () => {
    const source = notebook(answer('f', 'const x = 1;'));
    const before = structuredClone(source);
    releaseNotebook(source, 'a.ipynb');
    assert.deepEqual(source, before);
  });

  it('writes numbers as Python does', () => {
    assert.deepEqual([1, 0.5, 2.25, 0, 1e-7, 123456789, 1e16, 0.0001].map(pythonFloat), [
      '1.0',
      '0.5',
      '2.25',
      '0.0',
      '1e-07',
      '123456789.0',
      '1e+16',
      '0.0001',
    ]);
  });
});

describe('faults of an assignment', () => {
  const faults = (...cells: Cell[]): string => releaseFaults(notebook(...cells)).join('\n');

  it('are markers without partner, nested or in the wrong cell', () => {
    assert.match(
      faults(answer('a', '// BEGIN SOLUTION')),
      /'a'\), line 1: There is no END SOLUTION/,
    );
    assert.match(faults(answer('a', 'x\n// END SOLUTION')), /line 2: There is no BEGIN SOLUTION/);
    assert.match(
      faults(answer('a', '// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION')),
      /line 2: There is a second BEGIN SOLUTION/,
    );
    assert.match(
      faults(code('// BEGIN SOLUTION\n// END SOLUTION')),
      /has a region SOLUTION, but is not a cell that students answer/,
    );
  });

  it('are metadata that nbgrader would refuse', () => {
    assert.match(faults(answer('a', '1'), answer('a', '2')), /Cell 2 .*'grade_id' of cell 1/);
    assert.match(faults(answer('a b', '1')), /no 'grade_id' of letters/);
    const worthless = test('t', 1, 'f()');
    delete nbgraderOf(worthless)?.points;
    assert.match(faults(worthless), /no 'points'/);
    const more = answer('x', '1');
    Object.assign(nbgraderOf(more) ?? {}, { remark: '' });
    assert.match(faults(more), /the key 'remark'/);
  });

  it('are tests that do not add up', () => {
    const two = "check('a', 1, () => f());\ncheck('b', 1, () => f());\n";
    assert.match(
      faults(test('t', 3, `${two}earnedPoints()`)),
      /checks for 2 points, but is worth 3/,
    );
    assert.match(faults(test('t', 2, two)), /does not end with earnedPoints\(\)/);
    assert.equal(faults(test('t', 2, `${two}earnedPoints()`)), '');
    assert.match(
      faults(test('t', 2, "check('a', n, () => f());\nearnedPoints()")),
      /not written as a number/,
    );
    assert.equal(faults(test('t', 2, "check('without points', () => f())")), '');
  });

  it('are tests that any error satisfies', () => {
    assert.match(faults(test('t', 1, 'assert.throws(() => f(-1))')), /takes any error/);
    assert.match(faults(test('t', 1, "assert.throws(() => f(-1), 'why')")), /takes any error/);
    assert.equal(faults(test('t', 1, 'assert.throws(() => f(-1), /negative/)')), '');
  });

  it('are hidden tests within a statement', () => {
    const source = 'g([\n  1,\n// BEGIN HIDDEN TESTS\n  2,\n// END HIDDEN TESTS\n]);';
    assert.match(faults(test('t', 1, source)), /do not stand between whole statements/);
  });
});
