/** The options of `latentlab grade`: what they are called, and how their values are read. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import type { LatePolicy } from '../grading/score/late';
import { numberFrom, wholeNumberFrom } from './number-options';

/** Options as commander gives them. */
export interface GradeFlags {
  output: string;
  jobs: number;
  full?: boolean;
  trust?: boolean;
  force?: boolean;
  doctor?: boolean;
  manual?: string;
  due?: string;
  latePerDay: number;
  grace: number;
}

function time(text: string): string {
  const parsed = new Date(/([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  if (!Number.isNaN(parsed.getTime())) return parsed.toISOString();
  throw new InvalidArgumentError('It must be a time such as 2026-01-31T23:59 (UTC).');
}

/** What is taken off for being late; nothing where no time is given. */
export function latePolicy({ due, latePerDay, grace }: GradeFlags): LatePolicy | undefined {
  return due === undefined ? undefined : { due, perDay: latePerDay, graceHours: grace };
}

/** Adds the options of grading to a command. */
export function addGradeOptions(command: Command): Command {
  const jobs = availableParallelism();
  return command
    .option('-o, --output <dir>', 'folder for grades, feedback and records', 'grades')
    .option('-j, --jobs <n>', 'submissions at once', wholeNumberFrom(1), jobs)
    .option('--full', "the parameters of the tutorial's own sizes, not the quick ones")
    .option('--manual <file>', 'marks given by hand: CSV with student, question, points, comment')
    .option('--due <time>', 'when it had to be handed in, as 2026-01-31T23:59 (UTC)', time)
    .option('--late-per-day <percent>', 'taken off for each day begun', numberFrom(0), 0)
    .option('--grace <hours>', 'that cost nothing', numberFrom(0), 0)
    .option('--force', 'grade again what has not changed')
    .option('--trust', 'run submissions without a sandbox, as yourself')
    .option('--doctor', 'tell which isolation this machine gives, and grade nothing');
}
