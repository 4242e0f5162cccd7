/** `latentlab release`: makes the copies of assignments that students get. */
import path from 'node:path';
import type { Command } from 'commander';
import { nbgraderOf } from '../grading/assignment/metadata';
import { AssignmentError } from '../grading/error';
import { readNotebook, writeNotebook } from '../jupyter/notebook-file';
import type { Notebook } from '../jupyter/nbformat';
import { findNotebooks, SelectionError } from '../runner/find-notebooks';
import { terminalColours } from '../runner/format';
import { EXIT_CODE } from './exit-code';

interface Source {
  path: string;
  notebook: Notebook;
}

function isAssignment({ cells }: Notebook): boolean {
  return cells.some((cell) => nbgraderOf(cell) !== undefined);
}

/** Where each copy goes: into one folder, as file names are what assignments are called by. */
function targets(sources: readonly Source[], output: string): Map<Source, string> {
  const taken = new Map<string, string>();
  return new Map(
    sources.map((source) => {
      const target = path.join(output, path.basename(source.path));
      const other = taken.get(target);
      if (other !== undefined) {
        throw new SelectionError(
          `${other} and ${source.path} would have the same copy.`,
          'Rename one of them, or release them to different folders.',
        );
      }
      taken.set(target, source.path);
      return [source, target];
    }),
  );
}

async function release(paths: readonly string[], { output }: { output: string }): Promise<number> {
  const { releaseNotebook } = await import('../grading/release/release.js');
  const found = await findNotebooks({ paths, output, cwd: process.cwd() });
  const all = await Promise.all(
    found.map(async ({ path: shown, file }) => ({
      path: shown,
      notebook: await readNotebook(file),
    })),
  );
  const sources = all.filter(({ notebook }) => isAssignment(notebook));
  if (sources.length === 0) {
    throw new SelectionError(
      'None of these notebooks is an assignment.',
      "Say in the cells' nbgrader metadata what students answer and what is tested.",
    );
  }
  // All or none: a copy beside an error looks like a release.
  const faults: string[] = [];
  const copies = [...targets(sources, output)].flatMap(([source, target]) => {
    try {
      return [{ target, copy: releaseNotebook(source.notebook, source.path) }];
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      faults.push(error.message);
      return [];
    }
  });
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`);
    return EXIT_CODE.failed;
  }
  const colours = terminalColours();
  for (const { target, copy } of copies) {
    await writeNotebook(target, copy);
    process.stdout.write(`${colours.green('✓')} ${target}\n`);
  }
  return EXIT_CODE.ok;
}

/** Adds `latentlab release` to the program; `done` gets its exit code. */
export function addReleaseCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command('release')
    .summary('make the copies of assignments that students get')
    .description(
      'Takes out solutions, hidden tests, mark schemes and outputs, locks cells, and writes checksums as nbgrader does.',
    )
    .argument('<sources...>', 'assignments: notebooks, folders or glob patterns')
    .option('-o, --output <dir>', 'folder for the copies', 'release')
    .addHelpText('after', '\nExit code: 0 released, 1 an assignment has faults, 2 wrong call.')
    .action(async (paths: string[], flags: { output: string }) =>
      done(await release(paths, flags)),
    );
}
