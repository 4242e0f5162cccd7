/** The `latentlab` command line; scripts/latentlab.mjs hands over to it when all is set up. */
import { Command } from 'commander';
import { addCheckCommand } from './commands/check';
import { addDataCommand } from './commands/data';
import { errorText, exitCodeOf } from './commands/exit-code';
import { addGradeCommand } from './commands/grade';
import { addKernelCommand } from './commands/kernel';
import { addLabCommand } from './commands/lab';
import { addMergeCommand } from './commands/merge';
import { addReleaseCommand } from './commands/release';
import { addRunCommand } from './commands/run';
import { pairParameters } from './commands/run-options';
import { addValidateCommand } from './commands/validate';
import { addVerifyCommand } from './commands/verify';

const SETUP_HELP = `
Set-up:
  setup                    install the packages and the native backend again
  doctor                   tell what works here and what does not`;

function setExitCode(exitCode: number): void {
  process.exitCode = exitCode;
}

/** Whoever reads along may go, as `head` does: the work is done to its end, and kept. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

async function main(): Promise<void> {
  outliveReaders();
  const program = new Command('latentlab')
    .description('The classic autoencoder tutorials as TypeScript notebooks: run, report, set up.')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(latentlab --help tells more)')
    .addHelpText('after', SETUP_HELP)
    .exitOverride();
  addRunCommand(program, setExitCode);
  addVerifyCommand(program, setExitCode);
  addMergeCommand(program, setExitCode);
  addCheckCommand(program, setExitCode);
  addDataCommand(program, setExitCode);
  addGradeCommand(program, setExitCode);
  addReleaseCommand(program, setExitCode);
  addValidateCommand(program, setExitCode);
  addKernelCommand(program);
  addLabCommand(program, setExitCode);
  try {
    await program.parseAsync(pairParameters(process.argv));
  } catch (error) {
    const text = errorText(error);
    if (text !== '') process.stderr.write(`${text}\n`);
    setExitCode(exitCodeOf(error));
  }
}

void main();
