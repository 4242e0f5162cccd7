/** What `latentlab grade` does. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ArgumentError } from '../../lib/errors';
import { gradeId } from '../grading/assignment/metadata';
import { GradingError } from '../grading/error';
import { planAssignment } from '../grading/plan/assignment-plan';
import { writeGradeReports } from '../grading/reports/write';
import type { GradingEnvironment } from '../grading/sandbox/environment';
import { probeSandbox, type Probe } from '../grading/sandbox/probe';
import {
  gradeAll,
  gradedLine,
  markedQuestions,
  questionsOf,
  type Graded,
} from '../grading/score/grade-all';
import { makeGradebook } from '../grading/score/gradebook';
import { environmentFor } from '../grading/score/machine';
import { applyMarks, readMarks, type Mark } from '../grading/score/marks';
import { findSubmissions } from '../grading/submissions/find';
import { readNotebook } from '../jupyter/notebook-file';
import { duration, terminalColours } from '../runner/format';
import { PROJECT_ROOT } from './environment';
import { EXIT_CODE } from './exit-code';
import { latePolicy, type GradeFlags } from './grade-options';
import { watchForInterruption } from './interruption';

function probe({ folders, variables }: GradingEnvironment): Probe {
  return probeSandbox({ projectRoot: PROJECT_ROOT, folders, variables });
}

function findingLines({ findings }: Probe): string[] {
  const colours = terminalColours();
  return findings.map(({ what, isGood, detail }) => {
    const sign = isGood ? colours.green('✓') : colours.red('✗');
    return `${sign} ${what}: ${detail}`;
  });
}

/** Tells which isolation this machine gives. Returns the exit code. */
export function doctor(): number {
  const environment = environmentFor(PROJECT_ROOT, 'bubblewrap');
  const found = probe(environment);
  const { variables } = environment;
  const data = variables['LATENTLAB_DATA'] || `${variables['XDG_CACHE_HOME']}/latentlab/data`;
  const backend = variables['LATENTLAB_BACKEND'] ?? 'native TensorFlow';
  const verdict = found.isThere
    ? 'Submissions run in a sandbox.'
    : 'There is no sandbox here: submissions are refused, unless you trust them with --trust.';
  process.stdout.write(
    `${[...findingLines(found), `data: ${data}`, `tensors: ${backend}`, '', verdict].join('\n')}\n`,
  );
  return found.isThere ? EXIT_CODE.ok : EXIT_CODE.environment;
}

function demandSandbox(): void {
  const found = probe(environmentFor(PROJECT_ROOT, 'bubblewrap'));
  if (found.isThere) return;
  throw new GradingError(
    `There is no sandbox here:\n${findingLines(found).join('\n')}\n`,
    'Install bubblewrap, or let submissions do whatever you may do, with --trust.',
  );
}

function warnOfStrangers(marks: readonly Mark[], graded: readonly Graded[]): void {
  const known = new Set(graded.map(({ result }) => result.student));
  const strangers = new Set(marks.map(({ student }) => student).filter((name) => !known.has(name)));
  if (strangers.size === 0) return;
  const names = [...strangers].map((name) => JSON.stringify(name)).join(', ');
  process.stderr.write(`There are marks for who handed nothing in: ${names}.\n`);
}

/** Grades as the command line says. Returns the exit code. */
export async function grade(
  file: string | undefined,
  folder: string | undefined,
  flags: GradeFlags,
): Promise<number> {
  if (file === undefined || folder === undefined) {
    throw new ArgumentError(
      'An assignment and a folder of submissions are needed.',
      'latentlab grade --help tells more.',
    );
  }
  const { output, jobs, trust = false, force = false, full = false, manual } = flags;
  const source = await readNotebook(file);
  const sourceText = await readFile(file, 'utf8');
  const submissions = await findSubmissions(folder, path.basename(file));
  const marks = manual === undefined ? [] : readMarks(await readFile(manual, 'utf8'), manual);
  if (!trust) demandSandbox();

  const colours = terminalColours();
  let count = 0;
  const say = (graded: Graded, isNew: boolean): void => {
    const { result, seconds } = graded;
    const done = colours.dim(`${String(++count)}/${submissions.length}`);
    const time = isNew ? duration(seconds) : 'as before';
    const sign = result.status === 'refused' ? colours.red('✗') : colours.green('✓');
    // Names are anybody's: nothing in them may steer the terminal.
    const name = JSON.stringify(result.student).slice(1, -1);
    process.stdout.write(`${done} ${sign} ${name}  ${gradedLine(graded)}  ${colours.dim(time)}\n`);
  };
  const interruption = watchForInterruption(
    () => process.stderr.write('Stopping; run the same command again to go on.\n'),
    () => process.exit(EXIT_CODE.interrupted),
  );
  let graded: Graded[];
  const mode = full ? 'full' : 'quick';
  try {
    graded = await gradeAll({
      source,
      sourceText,
      name: file,
      submissions,
      records: path.join(output, 'records'),
      projectRoot: PROJECT_ROOT,
      isolation: trust ? 'none' : 'bubblewrap',
      mode,
      jobs,
      force,
      signal: interruption.signal,
      onGraded: say,
    });
  } catch (error) {
    if (interruption.signal.aborted) return EXIT_CODE.interrupted;
    throw error;
  } finally {
    interruption.stopWatching();
  }
  const marked = graded.map((each) => ({ ...each, result: applyMarks(each.result, marks) }));
  warnOfStrangers(marks, graded);
  const plan = planAssignment(source, mode);
  const assignment = path.basename(file, '.ipynb');
  const book = makeGradebook(assignment, questionsOf(plan), marked, latePolicy(flags));
  await writeGradeReports(output, {
    book,
    results: marked.map(({ result }) => result),
    seconds: new Map(marked.map(({ result, seconds }) => [result.student, seconds])),
    order: source.cells.map((cell) => gradeId(cell) ?? ''),
    byHand: markedQuestions(plan),
  });
  process.stdout.write(`\nGrades    ${path.join(output, 'grades.csv')}\n`);
  process.stdout.write(`Overview  ${path.join(output, 'index.html')}\n`);
  const isComplete = book.students.every(({ status }) => status === 'graded');
  return isComplete ? EXIT_CODE.ok : EXIT_CODE.failed;
}
