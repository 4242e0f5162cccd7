/** `latentlab validate`: what a student runs before handing in. */
import type { Command } from 'commander';
import { questionState } from '../grading/score/result';
import { readNotebook } from '../jupyter/notebook-file';
import { terminalColours } from '../runner/format';
import { PROJECT_ROOT } from './environment';
import { EXIT_CODE } from './exit-code';
import { watchForInterruption } from './interruption';

async function validate(file: string): Promise<number> {
  const notebook = await readNotebook(file);
  // It brings a compiler, which takes long to load.
  const { validateNotebook } = await import('../grading/score/validate.js');
  const { renderValidation } = await import('../grading/feedback/text.js');
  const interruption = watchForInterruption(
    () => undefined,
    () => process.exit(EXIT_CODE.interrupted),
  );
  try {
    const validation = await validateNotebook(notebook, file, PROJECT_ROOT, interruption.signal);
    process.stdout.write(`${renderValidation(validation, terminalColours())}\n`);
    const { questions } = validation.result;
    const isRight = questions.every(
      (each) => each.kind === 'manual' || questionState(each) === 'right',
    );
    return isRight && validation.changed.length === 0 ? EXIT_CODE.ok : EXIT_CODE.failed;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT_CODE.interrupted;
    throw error;
  } finally {
    interruption.stopWatching();
  }
}

/** Adds `latentlab validate` to the program; `done` gets its exit code. */
export function addValidateCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command('validate')
    .summary('try an assignment with the tests that it shows')
    .description(
      'Runs your notebook from top to bottom and tells for each exercise what its tests find.',
    )
    .argument('<notebook>', 'the assignment with your answers')
    .addHelpText(
      'after',
      '\nExit code: 0 all visible tests pass, 1 not yet, 2 wrong call, 3 environment, 130 interrupted.',
    )
    .action(async (file: string) => done(await validate(file)));
}
