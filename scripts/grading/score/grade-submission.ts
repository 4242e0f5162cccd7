/** From a submission to its grades. */
import type { CheckOutcome, Exam, Report, TestOutcome } from '../examiner/exam';
import type { CellOutcome } from '../remote/messages';
import { joinLines, type Cell, type Notebook } from '../../jupyter/nbformat';
import { gradeId, isMarkedByHand, isSolution, pointsOf, settingsOf } from '../assignment/metadata';
import { findRegions } from '../assignment/regions';
import type { CompiledCell } from '../code/compile-cells';
import { originalLine } from '../code/original-line';
import type { TypeComplaint } from '../code/type-complaints';
import type { AssignmentPlan } from '../plan/assignment-plan';
import {
  draftSubmission,
  planSubmission,
  stepKey,
  type SubmissionDraft,
} from '../plan/submission-plan';
import { isUntouched } from '../plan/submitted-cells';
import type { ProcessOptions } from '../sandbox/processes';
import { runExamination, type Interruption } from './examination';
import type { CellReport, QuestionResult, SubmissionResult } from './result';
import { headings } from './headings';

/** How a submission is graded. */
export interface GradeOptions extends ProcessOptions {
  plan: AssignmentPlan;
  /** The copy that students got. */
  released: Notebook;
  /** Compiles the student's cells, where that can do no harm. */
  compile: (cells: SubmissionDraft['sources'], signal?: AbortSignal) => Promise<CompiledCell[]>;
  /** What the compiler says of the types of each cell. */
  complaints: (cells: SubmissionDraft['sources']) => Promise<TypeComplaint[][]>;
  signal?: AbortSignal | undefined;
}

/** How often an examination goes on after the student's process has ended. */
const MAX_TRIES = 12;

/** What came of all tries. */
class Outcomes {
  readonly ran = new Map<number, { outcome: CellOutcome; afterHidden: boolean }>();
  readonly tested = new Map<string, TestOutcome>();

  /** Takes in what is new: of what ran again the first time counts. */
  take(exam: Exam, reports: readonly Report[], interruption: Interruption | undefined): void {
    const checks = new Map<number, CheckOutcome[]>();
    for (const report of reports) {
      if (!('step' in report)) continue;
      const step = exam.steps[report.step];
      if (report.type === 'checked') {
        checks.set(report.step, [...(checks.get(report.step) ?? []), report.check]);
      } else if (report.type === 'tested' && step && !this.tested.has(step.id)) {
        this.tested.set(step.id, report.outcome);
      } else if (report.type === 'ran' && step?.kind === 'student' && !this.ran.has(step.cell)) {
        this.ran.set(step.cell, report);
      }
    }
    const step = interruption && exam.steps[interruption.step];
    if (!interruption || !step) return;
    const { message } = interruption;
    if (step.kind === 'student') {
      const error = { name: interruption.why === 'timeout' ? 'Timeout' : 'Ended', message };
      const outcome = { error, printed: '', shown: [] };
      this.ran.set(step.cell, { outcome, afterHidden: false });
    } else if (step.kind === 'test' && !this.tested.has(step.id)) {
      // What was decided before stays.
      const done = checks.get(interruption.step) ?? [];
      const earned = done.reduce((sum, check) => sum + check.earned, 0);
      const failure = { message, isHidden: false };
      this.tested.set(step.id, { earned, checks: done, failure, reachedHidden: false });
    }
  }
}

async function examineSubmission(
  draft: SubmissionDraft,
  compiled: readonly CompiledCell[],
  options: GradeOptions,
): Promise<Outcomes> {
  const { plan, view } = options;
  const job = {
    projectRoot: view.projectRoot,
    cells: compiled.map(({ id, code, declared }, i) => ({
      id,
      code,
      declared,
      isShown: draft.sources[i]?.isShown ?? false,
    })),
  };
  const outcomes = new Outcomes();
  const left = new Set<string>();
  let { totalSeconds } = options.limits;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const { steps, stepSeconds } = planSubmission(plan, draft, compiled, left);
    const exam: Exam = { projectRoot: view.projectRoot, steps, remote: plan.remote };
    const limits = { ...options.limits, totalSeconds };
    const examined = await runExamination(exam, job, { ...options, limits, stepSeconds });
    const { reports, interruption, seconds } = examined;
    outcomes.take(exam, reports, interruption);
    totalSeconds -= seconds;
    if (totalSeconds <= 0) break;
    const step = interruption && steps[interruption.step];
    if (!step) break;
    left.add(stepKey(step));
    const isAllTested = steps.every((each) => each.kind !== 'test' || outcomes.tested.has(each.id));
    if (isAllTested) break;
  }
  return outcomes;
}

function questionOf(
  cell: Cell,
  title: string,
  answer: Cell | undefined,
  released: Cell,
  outcomes: Outcomes,
): QuestionResult {
  const id = gradeId(cell) ?? '';
  const { hint } = settingsOf(cell);
  const common = { id, title, points: pointsOf(cell), checks: [], ...(hint && { hint }) };
  if (isMarkedByHand(cell)) {
    const earned = isUntouched(released, answer) ? 0 : null;
    return { ...common, earned, kind: 'manual', hasHidden: false };
  }
  const hasHidden = findRegions(joinLines(cell.source), 'HIDDEN TESTS').regions.length > 0;
  const tested = outcomes.tested.get(id);
  if (!tested) {
    const message =
      'The test did not run: the notebook ended too often, or took too long before it.';
    const failure = { message, isHidden: false };
    return { ...common, earned: 0, kind: 'test', failure, hasHidden };
  }
  const { earned, checks, failure } = tested;
  return { ...common, earned, kind: 'test', checks, ...(failure && { failure }), hasHidden };
}

function cellReport(
  { cell, original, source, isShown }: SubmissionDraft['sources'][number],
  code: CompiledCell | undefined,
  ran: { outcome: CellOutcome; afterHidden: boolean } | undefined,
  title: string,
  complaints: TypeComplaint[],
): CellReport {
  const isAnswer = original !== undefined && isSolution(original);
  const common = {
    id: gradeId(original ?? cell) ?? cell.id,
    title,
    source,
    kind: 'code' as const,
    isAnswer,
    isManual: isShown,
    printed: ran?.outcome.printed ?? '',
    shown: ran?.outcome.shown ?? [],
    afterHidden: ran?.afterHidden ?? false,
    // The assignment's own cells are not the student's to mend.
    complaints: isAnswer || !original ? complaints : [],
  };
  if (code?.fault) {
    const { message, line } = code.fault;
    return { ...common, status: 'error', error: { name: 'SyntaxError', message, line } };
  }
  const error = ran?.outcome.error;
  if (!error) return { ...common, status: ran ? 'ok' : 'not-run' };
  const line = error.line && code ? originalLine(code, error.line) : undefined;
  const { name, message } = error;
  return { ...common, status: 'error', error: { name, message, ...(line && { line }) } };
}

/** Grades a submission that could be read. */
export async function gradeSubmission(
  submission: Notebook,
  student: string,
  file: string,
  options: GradeOptions,
): Promise<SubmissionResult> {
  const { plan, released, compile, signal } = options;
  const draft = draftSubmission(plan, released, submission);
  const compiled = await compile(draft.sources, signal);
  const outcomes = await examineSubmission(draft, compiled, options);
  const titles = headings(plan.source);
  const questions = draft.parts.flatMap(({ original, cell }) => {
    if (!original || pointsOf(original.cell) === 0) return [];
    const { index } = original;
    const handedOut = released.cells[index] as Cell;
    return [questionOf(original.cell, titles[index] ?? '', cell, handedOut, outcomes)];
  });
  // Where all is right there is no need to find out more.
  const isRight =
    questions.every(({ kind, earned, points }) => kind === 'manual' || earned === points) &&
    [...outcomes.ran.values()].every(({ outcome }) => !outcome.error);
  const complaints = isRight ? [] : await options.complaints(draft.sources);
  const cells = draft.sources.map((source, i): CellReport => {
    const index = source.original ? plan.source.cells.indexOf(source.original) : -1;
    return cellReport(
      source,
      compiled[i],
      outcomes.ran.get(i),
      titles[index] ?? '',
      complaints[i] ?? [],
    );
  });
  const written = draft.parts.flatMap(({ original, cell }): CellReport[] =>
    original && cell?.cell_type === 'markdown' && isMarkedByHand(original.cell)
      ? [
          {
            id: gradeId(original.cell) ?? '',
            title: titles[original.index] ?? '',
            source: joinLines(cell.source),
            kind: 'markdown',
            status: 'ok',
            printed: '',
            shown: [],
            afterHidden: false,
            complaints: [],
            isAnswer: true,
            isManual: true,
          },
        ]
      : [],
  );
  return {
    student,
    file,
    status: 'graded',
    questions,
    cells: [...cells, ...written],
    flags: draft.flags,
  };
}
