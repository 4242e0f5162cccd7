/** `latentlab run`: runs notebooks and reports on them. */
import type { Command } from 'commander';
import { findNotebooks } from '../runner/find-notebooks';
import { terminalColours } from '../runner/format';
import { readParameterFile } from '../runner/parameters/given';
import { renderParameters } from '../runner/parameters/help';
import { prepareNotebooks, type PreparedNotebook } from '../runner/prepare';
import type { ShardResult } from '../runner/result';
import { shardPlan, shareOut, type Shard } from '../runner/shard';
import { readTimings } from '../runner/timings';
import { EXIT_CODE } from './exit-code';
import { expectations, runOnce, timingsFile } from './run-once';
import {
  addLimitOptions,
  addNotebookOptions,
  addReportOptions,
  addReuseOptions,
  addShowOptions,
  type RunFlags,
} from './run-options';
import { watchNotebooks } from './watch';

/** The notebooks that the command line names, with the values that it gives them. */
export async function selectNotebooks(
  paths: readonly string[],
  flags: RunFlags,
): Promise<PreparedNotebook[]> {
  const files = await findNotebooks({
    paths,
    output: flags.output,
    cwd: process.cwd(),
    ...(flags.record !== undefined && { record: flags.record }),
  });
  const fromFiles = await Promise.all(flags.parametersFile.map(readParameterFile));
  return prepareNotebooks(files, {
    mode: flags.full ? 'full' : 'quick',
    given: [...fromFiles.flat(), ...flags.parameters],
  });
}

/** The notebooks of one shard, by the times of earlier runs where there are any. */
async function takeShard(
  prepared: readonly PreparedNotebook[],
  { index, count }: Shard,
  flags: RunFlags,
): Promise<{ notebooks: PreparedNotebook[]; shard: ShardResult }> {
  const expected = expectations(await readTimings(timingsFile(flags)), prepared);
  const items = prepared.map((notebook) => {
    const { path } = notebook.file;
    return { path, seconds: expected.get(path)?.totalSeconds, notebook };
  });
  const taken = new Set(shareOut(items, count)[index - 1]?.map(({ path }) => path));
  return {
    notebooks: prepared.filter(({ file }) => taken.has(file.path)),
    shard: { index, count, plan: shardPlan(items, count) },
  };
}

/** Runs notebooks as the command line says. Returns the exit code. */
export async function run(paths: readonly string[], flags: RunFlags): Promise<number> {
  if (flags.watch) return watchNotebooks(paths, flags, () => selectNotebooks(paths, flags));
  const prepared = await selectNotebooks(paths, flags);
  if (flags.helpNotebook) {
    const colours = terminalColours();
    const shown = prepared.map((notebook) => renderParameters(notebook, colours));
    process.stdout.write(`${shown.join('\n\n')}\n`);
    return EXIT_CODE.ok;
  }
  if (!flags.shard) return (await runOnce(prepared, flags)).exitCode;
  const { notebooks, shard } = await takeShard(prepared, flags.shard, flags);
  return (await runOnce(notebooks, flags, { shard })).exitCode;
}

/** Adds `latentlab run` to the program; `done` gets its exit code. */
export function addRunCommand(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('run')
    .summary('run notebooks and report on them')
    .description(
      'Runs notebooks, each in a fresh kernel of its own, and writes the executed copies and a report.',
    )
    .argument('[paths...]', 'notebooks, folders or glob patterns (default: notebooks)');
  addNotebookOptions(command);
  addLimitOptions(command);
  addReuseOptions(command);
  addShowOptions(command);
  addReportOptions(command);
  command
    .option('--record <dir>', 'also keeps the executed notebooks here, for latentlab verify')
    .option('--help-notebook', "prints the notebooks' parameters and runs nothing")
    .addHelpText(
      'after',
      '\nExit code: 0 all notebooks ran, 1 one failed, 2 wrong call, 3 environment, 130 interrupted.',
    )
    .action(async (paths: string[], flags: RunFlags) => done(await run(paths, flags)));
}
