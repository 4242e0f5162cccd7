/** `latentlab check`: tells what is wrong with notebooks without running them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import type { Command } from 'commander';
import type { CheckSettings, NotebookText } from '../check/check-notebooks';
import { findProjectRoot } from '../kernel/project-root';
import { writeWhole } from '../jupyter/write-whole';
import { KERNEL_NAME, kernelSpec } from '../kernel/spec';
import { findNotebooks } from '../runner/find-notebooks';
import { terminalColours } from '../runner/format';
import { EXIT_CODE } from './exit-code';

interface CheckFlags {
  fix?: boolean;
  json?: string;
}

/** The folder of runs, whose notebooks are copies. */
const RUNS = 'out';

/** What this project's notebooks are checked against. */
export function checkSettings(): CheckSettings {
  const root = findProjectRoot();
  return {
    root,
    globals: [path.join(root, 'scripts', 'kernel', 'cell-globals.d.ts')],
    kernel: { name: KERNEL_NAME, language: kernelSpec().language },
  };
}

/** Mends a notebook's file. Returns its new text and what there is to say about it. */
async function fix(
  { path: shown, file, text }: NotebookText,
  { root, kernel }: CheckSettings,
  colours: ChalkInstance,
): Promise<{ text: string; report: string[] }> {
  const { fixNotebookText } = await import('../check/fix.js');
  const { formatterFor } = await import('../check/format-cell.js');
  const fixed = await fixNotebookText(text, kernel, await formatterFor(file, root));
  if (fixed.changes.length > 0) await writeWhole(file, fixed.text);
  const report = [
    ...(fixed.changes.length > 0 ? [fixed.changes.join(', ')] : []),
    ...fixed.left.map(({ cell }) => `cell ${cell.number} (${cell.id}) left: it does not parse`),
  ];
  return {
    text: fixed.text,
    report: report.map((line) => `${colours.bold(shown)}  ${line}`),
  };
}

/** Checks notebooks as the command line says. Returns the exit code. */
export async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const cwd = process.cwd();
  const { stdout } = process;
  const colours = terminalColours();
  const found = await findNotebooks({ paths, output: RUNS, cwd });
  const settings = checkSettings();
  const notebooks: NotebookText[] = [];
  const mended: string[] = [];
  for (const { path: shown, file } of found) {
    const notebook = { path: shown, file, text: await readFile(file, 'utf8') };
    if (flags.fix) {
      const { text, report } = await fix(notebook, settings, colours);
      notebook.text = text;
      mended.push(...report);
    }
    notebooks.push(notebook);
  }
  // Compilers take long to load, and other commands need none.
  const { checkNotebooks } = await import('../check/check-notebooks.js');
  const { problemsAsJson, renderProblems } = await import('../check/render.js');
  const results = checkNotebooks(notebooks, settings);
  if (flags.json !== undefined) {
    const file = path.resolve(cwd, flags.json);
    await writeWhole(file, problemsAsJson(results));
  }
  if (mended.length > 0) stdout.write(`${mended.join('\n')}\n\n`);
  stdout.write(`${renderProblems(results, colours)}\n`);
  const isGood = results.every(({ problems }) => problems.length === 0);
  return isGood ? EXIT_CODE.ok : EXIT_CODE.failed;
}

/** Adds `latentlab check` to the program; `done` gets its exit code. */
export function addCheckCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command('check')
    .summary('check notebooks without running them')
    .description(
      'Checks the types of all cells strictly, the format, outputs, tags, parameters and headings.',
    )
    .argument('[paths...]', 'notebooks, folders or glob patterns (default: notebooks)')
    .option('--fix', 'clear outputs, add missing cell ids, format code cells and the file')
    .option('--json <file>', 'write the problems as JSON')
    .addHelpText('after', '\nExit code: 0 nothing found, 1 problems, 2 wrong call, 3 environment.')
    .action(async (paths: string[], flags: CheckFlags) => done(await check(paths, flags)));
}
