/** An assignment to be attacked. */
import type { SubmissionResult } from '../../../scripts/grading/score/result';
import { grade } from './grade';
import { answer, answered, code, notebook, test } from './notebooks';

/** Asks for a function, a promise and a value. */
export const ASSIGNMENT = notebook(
  code("import assert from 'node:assert/strict';"),
  answer('twice', 'function twice(x: number): number {\n  return 2 * x;\n}'),
  test(
    'test-twice',
    4,
    'const six = twice(3);\n' +
      "if (six != 6) throw new Error('Not twice.');\n" +
      'assert.equal(twice(3), 6);\n' +
      '// BEGIN HIDDEN TESTS\nassert.equal(twice(-4), -8);\nassert.equal(twice(50), 100);\n' +
      'assert.throws(() => twice(NaN + 1), /never/);\n// END HIDDEN TESTS',
  ),
  answer('later', 'async function later(): Promise<number> {\n  return 5;\n}'),
  test('test-later', 2, 'assert.equal(await later(), 5);'),
  answer('honest', "const honest = { word: 'yes', list: [1, 2] };"),
  test('test-honest', 1, "assert.deepEqual(honest, { word: 'yes', list: [1, 2] });"),
);

/** `twice` as it is asked for: the last hidden test wants it to refuse NaN. */
export const RIGHT =
  "function twice(x: number): number {\n  if (Number.isNaN(x)) throw new Error('never');\n  return 2 * x;\n}";

/** Limits that a test can wait for. */
export const FAST = { cellSeconds: 2, waitSeconds: 2, totalSeconds: 60 };
/** Nothing for the answer that attacks, everything for the others. */
export const ONLY_OTHERS = { 'test-twice': 0, 'test-later': 2, 'test-honest': 1 };

/** Grades a submission with this answer for `twice`. */
export function attack(
  twice: string,
  rest: Record<string, string> = {},
): Promise<SubmissionResult> {
  return grade(ASSIGNMENT, answered(ASSIGNMENT, { twice, ...rest }), FAST);
}
