/** `latentlab merge`: one report of the runs of several machines. */
import { relative } from 'node:path';
import type { Command } from 'commander';
import { terminalColours } from '../runner/format';
import { isSuccess } from '../runner/result';
import { renderSummary } from '../runner/summary';
import { EXIT_CODE } from './exit-code';
import { executedNotebooks, mergeRuns } from './merge-runs';
import { readRun } from './read-run';
import { reportFiles, writeReports, type ReportFiles } from './reports';
import { addReportOptions } from './run-options';

async function merge(
  files: readonly string[],
  flags: Partial<ReportFiles> & { output: string },
): Promise<number> {
  const read = await Promise.all(files.map(async (file) => ({ file, run: await readRun(file) })));
  const merged = mergeRuns(read);
  const reports = reportFiles(flags.output, flags);
  await writeReports(reports, merged, await executedNotebooks(merged, read));
  const { stdout } = process;
  const columns = stdout.isTTY ? stdout.columns : Infinity;
  stdout.write(`${renderSummary(merged, terminalColours(), columns)}\n`);
  stdout.write(`\n Report  ${relative(process.cwd(), reports.html)}\n`);
  return isSuccess(merged) ? EXIT_CODE.ok : EXIT_CODE.failed;
}

/** Adds `latentlab merge` to the program; `done` gets its exit code. */
export function addMergeCommand(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('merge')
    .summary('make one report of several runs')
    .description(
      "Merges the results of several runs, a run's shards say, into one. Executed notebooks are looked for beside each result.",
    )
    .argument('<results...>', 'run.json of each run');
  addReportOptions(command).action(
    async (files: string[], flags: Partial<ReportFiles> & { output: string }) =>
      done(await merge(files, flags)),
  );
}
