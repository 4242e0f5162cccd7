/** `latentlab data list | fetch | verify | path`: the published data sets on this machine. */
import type { Command } from 'commander';
import { EXIT_CODE } from './exit-code';

/** Adds `latentlab data` to the program; `done` gets the exit code. */
export function addDataCommand(program: Command, done: (exitCode: number) => void): void {
  // Loaded when asked for: other commands start faster without.
  const actions = () => import('./data-sets.js');
  const names = ['[names...]', 'data sets (default: all)'] as const;
  const command = program.command('data').summary('list, download and check the data sets');
  command
    .command('list')
    .description('Lists the data sets: what they are, and whether they are on this machine.')
    .action(async () => (await actions()).listDataSets());
  command
    .command('fetch')
    .description('Downloads data sets to the cache; a download that was cut off goes on.')
    .argument('<names...>', 'data sets')
    .option('--force', 'download also what is there')
    .action(async (given: string[], { force = false }: { force?: boolean }) =>
      (await actions()).fetchDataSets(given, force),
    );
  command
    .command('verify')
    .description('Compares the files on this machine with the checksums of the published ones.')
    .argument(...names)
    .action(async (given: string[]) => {
      const isRight = await (await actions()).verifyDataSets(given);
      done(isRight ? EXIT_CODE.ok : EXIT_CODE.failed);
    });
  command
    .command('path')
    .description('Prints the folder that downloads go to, or where the files of a data set lie.')
    .argument('[name]', 'data set')
    .action(async (name?: string) => (await actions()).printPaths(name));
}
