/** `latentlab grade`: runs submissions apart from everything, tests them, and writes grades. */
import type { Command } from 'commander';
import { addGradeOptions, type GradeFlags } from './grade-options';

/** Adds `latentlab grade` to the program; `done` gets its exit code. */
export function addGradeCommand(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('grade')
    .summary('grade submissions to an assignment')
    .description(
      'Runs each submission in a sandbox, its tests in a process apart, and writes grades.json, grades.csv, junit.xml, index.html and a feedback page for each student.',
    )
    .argument('[source]', 'the assignment, with solutions and hidden tests')
    .argument('[submissions]', "folder of notebooks, or nbgrader's submitted/STUDENT/ASSIGNMENT/");
  addGradeOptions(command)
    .addHelpText(
      'after',
      '\nExit code: 0 graded, 1 something was refused, 2 wrong call, 3 environment, 130 interrupted.',
    )
    .action(async (source: string | undefined, folder: string | undefined, flags: GradeFlags) => {
      // Loaded when asked for: other commands start faster without.
      const { doctor, grade } = await import('./grade-run.js');
      done(flags.doctor ? doctor() : await grade(source, folder, flags));
    });
}
