/** Grades small submissions for tests. */
import { spawnSync } from 'node:child_process';
import { Compiler } from '../../../scripts/grading/code/compiler';
import { planAssignment } from '../../../scripts/grading/plan/assignment-plan';
import { releaseNotebook } from '../../../scripts/grading/release/release';
import { gradingEnvironment } from '../../../scripts/grading/sandbox/environment';
import { LIMITS, type Limits } from '../../../scripts/grading/sandbox/limits';
import type { Isolation } from '../../../scripts/grading/sandbox/processes';
import { gradeSubmission } from '../../../scripts/grading/score/grade-submission';
import type { SubmissionResult } from '../../../scripts/grading/score/result';
import { PROJECT_ROOT } from '../../../scripts/commands/environment';
import type { Notebook } from '../../../scripts/jupyter/nbformat';

/** Why a sandbox cannot be had here; false where it can. */
export const NO_SANDBOX: false | string =
  spawnSync('bwrap', ['--version']).status === 0 ? false : 'bubblewrap is not installed';

/** How the tests of grading run where nothing is said: as safely as this machine allows. */
export const ISOLATION: Isolation = NO_SANDBOX === false ? 'bubblewrap' : 'none';

/** Grades a submission to an assignment. */
export async function grade(
  assignment: Notebook,
  submission: Notebook,
  limits: Partial<Limits> = {},
  isolation: Isolation = ISOLATION,
): Promise<SubmissionResult> {
  const compiler = new Compiler(PROJECT_ROOT);
  const { variables, folders } = gradingEnvironment(PROJECT_ROOT, process.getuid?.() === 0);
  try {
    return await gradeSubmission(submission, 'ada', 'ada.ipynb', {
      plan: planAssignment(assignment, 'quick'),
      released: releaseNotebook(assignment, 'assignment.ipynb'),
      compile: (cells) => compiler.compile(cells),
      complaints: (cells) => compiler.complaints(cells),
      isolation,
      view: { projectRoot: PROJECT_ROOT, folders, variables },
      limits: { ...LIMITS, ...limits },
      slot: 0,
    });
  } finally {
    compiler.end();
  }
}

/** What each question earned. */
export function earned({ questions }: SubmissionResult): Record<string, number | null> {
  return Object.fromEntries(questions.map(({ id, earned: points }) => [id, points]));
}
