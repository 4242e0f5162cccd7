/** Files that were handed in, before anything in them runs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gradedLine } from '../../../scripts/grading/score/grade-all';
import { findSubmissions } from '../../../scripts/grading/submissions/find';
import { parseSubmission } from '../../../scripts/grading/submissions/read';
import { temporaryFolder } from '../fixtures/kernels';
import { code, notebook } from './notebooks';

describe('what is handed in', () => {
  it('has a time only where timestamp.txt is a small file', async (t) => {
    const folder = await temporaryFolder(t);
    for (const student of ['ada', 'bob', 'eve']) {
      await mkdir(join(folder, student));
      await writeFile(join(folder, student, 'numbers.ipynb'), '{}');
    }
    await writeFile(join(folder, 'ada', 'timestamp.txt'), '2026-01-03 12:00:00 UTC\n');
    await symlink('/dev/zero', join(folder, 'bob', 'timestamp.txt'));
    // Whoever opens a pipe without care waits for ever.
    spawnSync('mkfifo', [join(folder, 'eve', 'timestamp.txt')]);
    const found = await findSubmissions(folder, 'numbers.ipynb');
    assert.deepEqual(
      found.map(({ student, submittedAt }) => [student, submittedAt]),
      [
        ['ada', '2026-01-03T12:00:00.000Z'],
        ['bob', undefined],
        ['eve', undefined],
      ],
    );
  });

  it('has no more cells than somebody writes', () => {
    const many = notebook(...Array.from({ length: 2001 }, () => code('1')));
    assert.deepEqual(parseSubmission(JSON.stringify(many)), {
      refusal: 'It has 2001 cells; at most 2000 are looked at.',
    });
  });

  it('does not steer the terminal by what is said of it', () => {
    const parsed = parseSubmission('\u001b]0;owned\u0007\u009b2J');
    assert.ok('refusal' in parsed);
    const result = {
      ...{ student: 'eve', file: 'eve.ipynb', status: 'refused' as const, reason: parsed.refusal },
      ...{ questions: [], cells: [], flags: [] },
    };
    const line = gradedLine({ result, history: [] });
    assert.match(line, /not valid JSON/);
    assert.doesNotMatch(line, /\p{Cc}/u);
  });
});
