/** `latentlab verify`: reruns notebooks and holds their outputs against a record. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyRun } from '../verify/verify-run';
import { numberFrom, numberThat } from './number-options';
import { readRecords, RecordError } from './record';
import { selectNotebooks } from './run';
import { runOnce } from './run-once';
import {
  addLimitOptions,
  addNotebookOptions,
  addReportOptions,
  addVerboseOption,
  type RunFlags,
} from './run-options';

/** Not `out`: the last run is a record too. */
const OUTPUT = 'out/verify';

interface VerifyFlags extends Omit<RunFlags, 'record'> {
  against: string;
  rtol: number;
  atol: number;
  similarity: number;
}

const similarity = numberThat(
  (value) => value >= -1 && value <= 1,
  'It must be a number from -1 to 1.',
);

/** Reruns notebooks and compares their outputs as the command line says. Returns the exit code. */
async function verify(
  paths: readonly string[],
  { against, rtol, atol, similarity, ...flags }: VerifyFlags,
): Promise<number> {
  if (resolve(against) === resolve(flags.output)) {
    throw new RecordError(
      `The rerun would overwrite the record in ${against}.`,
      'Choose another folder with --output.',
    );
  }
  const notebooks = await selectNotebooks(paths, { ...flags, record: against });
  const records = await readRecords(against, notebooks);
  const { exitCode } = await runOnce(notebooks, flags, {
    judge: (result, notebook) => {
      const record = records.get(result.path);
      return record ? verifyRun(result, notebook, record, { rtol, atol, similarity }) : result;
    },
  });
  return exitCode;
}

/** Adds `latentlab verify` to the program; `done` gets its exit code. */
export function addVerifyCommand(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('verify')
    .summary('rerun notebooks and compare their outputs with a record')
    .description(
      'Reruns notebooks and compares their outputs, cell by cell, with those that latentlab run --record kept.',
    )
    .argument('[paths...]', 'notebooks, folders or glob patterns (default: notebooks)')
    .requiredOption('--against <dir>', 'the record; the output folder of a run is one too')
    .option('--rtol <number>', 'relative tolerance of numbers', numberFrom(0), 1e-4)
    .option('--atol <number>', 'absolute tolerance of numbers', numberFrom(0), 1e-8)
    .option('--similarity <number>', 'lowest structural similarity of pictures', similarity, 0.98);
  addNotebookOptions(command);
  addLimitOptions(command);
  addVerboseOption(command);
  addReportOptions(command, OUTPUT);
  command
    .addHelpText(
      'after',
      '\nExit code: 0 all as recorded, 1 something differs or failed, 2 wrong call, 3 environment, 130 interrupted.',
    )
    .action(async (paths: string[], flags: VerifyFlags) => done(await verify(paths, flags)));
}
