import assert from 'node:assert/strict';
import { it } from 'node:test';
import { typeComplaints } from '../../../scripts/grading/code/type-complaints';
import { renderStudentPage } from '../../../scripts/grading/feedback/student-page';
import { makeGradebook } from '../../../scripts/grading/score/gradebook';
import { gradeId } from '../../../scripts/grading/assignment/metadata';
import { ROOT } from '../../project/checkout';
import { ASSIGNMENT, attack, RIGHT } from './attacked';
import { earned } from './grade';

it('types cost no points, but the feedback tells of them where something is wrong', async () => {
  const typed = RIGHT.replace('return 2 * x;', "const wrong: number = 'six';\n  return 2 * x;");
  const later = 'async function later() {\n  return fiev;\n}';
  const result = await attack(typed, { later });
  assert.deepEqual(earned(result), { 'test-twice': 4, 'test-later': 0, 'test-honest': 1 });
  const complaints = Object.fromEntries(result.cells.map((cell) => [cell.id, cell.complaints]));
  assert.deepEqual(complaints['twice'], [
    { line: 3, message: "Type 'string' is not assignable to type 'number'. (TS2322)" },
  ]);
  assert.deepEqual(complaints['later'], [
    { line: 2, message: "Cannot find name 'fiev'. (TS2304)" },
  ]);
  const { students } = makeGradebook('numbers', [], [{ result, history: [] }]);
  const order = ASSIGNMENT.cells.map((cell) => gradeId(cell) ?? '');
  const page = renderStudentPage('numbers', students[0]!, result, order);
  assert.match(page, /TypeScript, line 2: Cannot find name &apos;fiev&apos;/);

  const right = await attack(typed);
  assert.deepEqual(right.cells.find(({ id }) => id === 'twice')?.complaints, []);
});

it('the compiler knows the library, is as lenient as the kernel, and reads nothing else', () => {
  const cells = [
    "import { tf } from 'latentlab';\nfunction lenient(x) { return x; }",
    'const sum: number = tf.add(1, 2);',
    "import passwd from '/etc/passwd';\nimport other from '../../../../etc/hostname.json';",
    '/// <reference path="/dev/zero" />\nlet x = 1;',
    'const broken = ;',
    'const after = broken; x1y2();',
  ].map((source, i) => ({ id: String(i), source }));
  const complaints = typeComplaints(cells, ROOT);
  assert.deepEqual(complaints[0], []);
  assert.match(complaints[1]?.[0]?.message ?? '', /is not assignable to type 'number'/);
  assert.doesNotMatch(JSON.stringify(complaints), new RegExp(ROOT));
  assert.deepEqual(
    complaints[2]?.map(({ line, message }) => [line, /Cannot find module/.test(message)]),
    [
      [1, true],
      [2, true],
    ],
  );
  assert.deepEqual(complaints[4], []);
  assert.match(
    complaints[5]?.map(({ message }) => message).join() ?? '',
    /^Cannot find name 'x1y2'/,
  );
});
