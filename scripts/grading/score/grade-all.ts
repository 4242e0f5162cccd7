/** Grades all submissions to an assignment, several at once, and remembers each. */
import pLimit from 'p-limit';
import { joinLines, type Notebook } from '../../jupyter/nbformat';
import type { RunMode } from '../../runner/parameters/choose';
import { gradeId, isMarkedByHand, pointsOf } from '../assignment/metadata';
import { textInRegions } from '../assignment/regions';
import { Compiler } from '../code/compiler';
import { GradingError } from '../error';
import { planAssignment, type AssignmentPlan } from '../plan/assignment-plan';
import { releaseNotebook } from '../release/release';
import type { Isolation } from '../sandbox/processes';
import type { SubmittedFile } from '../submissions/find';
import { parseSubmission, readSubmission } from '../submissions/read';
import { OwnTimeout } from './examination';
import { gradeSubmission } from './grade-submission';
import type { Gradebook, GradedSubmission, MarkedQuestion } from './gradebook';
import { headings } from './headings';
import { environmentFor, processOptions } from './machine';
import { recordKey, Records } from './records';
import { totalOf, type SubmissionResult } from './result';

/** How an assignment is graded. */
export interface GradeAllOptions {
  /** With solutions and hidden tests. */
  source: Notebook;
  /** Text of its file: another version is another assignment. */
  sourceText: string;
  name: string;
  submissions: readonly SubmittedFile[];
  /** Folder of the records. */
  records: string;
  projectRoot: string;
  isolation: Isolation;
  mode: RunMode;
  jobs: number;
  /** Grade again what is graded. */
  force?: boolean;
  signal?: AbortSignal;
  onGraded?: (graded: Graded, isNew: boolean) => void;
}

/** A submission's grades, with what is known of how they came about. */
export interface Graded extends GradedSubmission {
  seconds: number;
}

/** What an assignment asks for. */
export function questionsOf({ source }: AssignmentPlan): Gradebook['questions'] {
  const titles = headings(source);
  return source.cells.flatMap((cell, index) => {
    const points = pointsOf(cell);
    if (points <= 0) return [];
    const kind = isMarkedByHand(cell) ? ('manual' as const) : ('test' as const);
    return [{ id: gradeId(cell) ?? '', title: titles[index] ?? '', points, kind }];
  });
}

/** Questions that are marked by hand, with what the assignment says to those who do it. */
export function markedQuestions(plan: AssignmentPlan): MarkedQuestion[] {
  const cells = new Map(plan.source.cells.map((cell) => [gradeId(cell), cell]));
  return questionsOf(plan).flatMap(({ kind, ...question }) => {
    if (kind !== 'manual') return [];
    const text = joinLines(cells.get(question.id)?.source ?? '');
    const scheme = textInRegions(text, 'MARK SCHEME').replace(/^\/\/ ?/gm, '');
    return [{ ...question, scheme }];
  });
}

/** A submission that earns nothing, because it could not be graded. */
function refused(
  { student, file }: SubmittedFile,
  reason: string,
  questions: Gradebook['questions'],
): SubmissionResult {
  return {
    student,
    file,
    status: 'refused',
    reason,
    questions: questions.map((each) => ({ ...each, earned: 0, checks: [], hasHidden: false })),
    cells: [],
    flags: [`It was not graded: ${reason}`],
  };
}

/**
 * Grades submissions. What was graded before, and has not changed since, is taken from its record.
 *
 * @throws AssignmentError or GradingError where the assignment itself cannot be graded
 */
export async function gradeAll(options: GradeAllOptions): Promise<Graded[]> {
  const { source, name, isolation, projectRoot, mode, signal } = options;
  const plan = planAssignment(source, mode);
  const released = releaseNotebook(source, name);
  const questions = questionsOf(plan);
  const environment = environmentFor(projectRoot, isolation);
  const records = new Records(options.records);
  const free = Array.from({ length: options.jobs }, (_, slot) => slot);
  const compilers = free.map(() => new Compiler(projectRoot));

  const judge = async (
    submitted: SubmittedFile,
    text: string,
    slot: number,
  ): Promise<SubmissionResult> => {
    const parsed = parseSubmission(text);
    if ('refusal' in parsed) return refused(submitted, parsed.refusal, questions);
    const compiler = compilers[slot] as Compiler;
    let isCompiled = false;
    try {
      return await gradeSubmission(parsed.notebook, submitted.student, submitted.file, {
        plan,
        released,
        compile: async (cells) => {
          const compiled = await compiler.compile(cells);
          isCompiled = true;
          return compiled;
        },
        complaints: (cells) => compiler.complaints(cells),
        ...processOptions(projectRoot, isolation, slot, environment),
        signal,
      });
    } catch (error) {
      const isOwn = !isCompiled || error instanceof OwnTimeout;
      if (!isOwn || !(error instanceof GradingError)) throw error;
      return refused(submitted, error.message, questions);
    }
  };

  const gradeOne = async (submitted: SubmittedFile): Promise<Graded> => {
    signal?.throwIfAborted();
    const { student, file, submittedAt } = submitted;
    const when = { ...(submittedAt !== undefined && { submittedAt }) };
    const read = submitted.refusal ? { refusal: submitted.refusal } : await readSubmission(file);
    const content = 'text' in read ? read.text : `refused: ${read.refusal}`;
    const variables = JSON.stringify(environment.variables);
    const key = recordKey(options.sourceText, content, mode, isolation, variables);
    const before = await records.read(student);
    if (before?.key === key && !options.force) {
      const { result, history, seconds } = before;
      const graded = { result: { ...result, file }, history, ...when, seconds };
      options.onGraded?.(graded, false);
      return graded;
    }
    const slot = free.pop() ?? 0;
    const startedAt = performance.now();
    try {
      const result =
        'text' in read
          ? await judge(submitted, read.text, slot)
          : refused(submitted, read.refusal, questions);
      const seconds = (performance.now() - startedAt) / 1000;
      const { history } = await records.write(key, result, seconds, before);
      const graded = { result, history, ...when, seconds };
      options.onGraded?.(graded, true);
      return graded;
    } finally {
      free.push(slot);
    }
  };

  const limit = pLimit(options.jobs);
  try {
    return await Promise.all(options.submissions.map((each) => limit(() => gradeOne(each))));
  } finally {
    limit.clearQueue();
    for (const compiler of compilers) compiler.end();
  }
}

/** A graded submission in a line. Nothing that a stranger wrote may steer the terminal. */
export function gradedLine({ result }: GradedSubmission): string {
  const { earned, points, open } = totalOf(result);
  const wait = open > 0 ? `, ${open} to be marked` : '';
  return result.status === 'refused'
    ? (result.reason ?? '').replace(/\p{Cc}+/gu, ' ')
    : `${earned} of ${points}${wait}`;
}
