/** The options of `latentlab run`: what they are called, and how their values are read. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { GivenParameter } from '../runner/parameters/given';
import type { Shard } from '../runner/shard';
import { positive, positiveInteger } from './number-options';

/** Options as commander gives them. */
export interface RunFlags {
  output: string;
  json?: string;
  html?: string;
  junit?: string;
  jobs: number;
  timeout: number;
  notebookTimeout?: number;
  maxMemory?: number;
  failFast?: boolean;
  resume?: boolean;
  cache?: boolean;
  shard?: Shard;
  verbose?: boolean;
  watch?: boolean;
  kernel?: string;
  full?: boolean;
  parameters: GivenParameter[];
  parametersFile: string[];
  helpNotebook?: boolean;
  record?: string;
}

const PARAMETER_FLAGS = ['-p', '--parameters'];

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** Reads bytes: `1500000`, `512M`, `1.5G`, in powers of 1024. */
function memorySize(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase());
  if (!(bytes > 0)) throw new InvalidArgumentError('It must be a size as 512M or 2G.');
  return Math.round(bytes);
}

function shard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new InvalidArgumentError('It must be a part and how many there are, as 2/5.');
  }
  return { index, count };
}

/**
 * Arguments with each `-p NAME VALUE` as `-p JSON`: commander's options take one value, or all that
 * follow, which would swallow the paths.
 */
export function pairParameters(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const paired: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    paired.push(arg);
    if (!PARAMETER_FLAGS.includes(arg) || (end >= 0 && i > end) || i + 1 >= args.length) continue;
    paired.push(JSON.stringify(args.slice(i + 1, i + 3)));
    i += 2;
  }
  return paired;
}

function parameter(text: string, earlier: GivenParameter[]): GivenParameter[] {
  let pair: unknown;
  try {
    pair = JSON.parse(text);
  } catch {
    pair = undefined;
  }
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new InvalidArgumentError('It takes a name and a value: -p epochs 3.');
  }
  const [name, value] = pair as [string, string];
  return [...earlier, { name, text: value }];
}

/** Adds the options that say what is run, and with which values. */
export function addNotebookOptions(command: Command): Command {
  return command
    .option(
      '-p, --parameters <name value>',
      'sets a parameter of the notebooks; may be repeated',
      parameter,
      [],
    )
    .option(
      '-f, --parameters-file <file>',
      'sets parameters by a YAML or JSON file; may be repeated',
      (file: string, earlier: string[]) => [...earlier, file],
      [],
    )
    .option('-k, --kernel <name>', "kernel to use instead of the notebooks' own")
    .addOption(
      new Option('--full', "run with the tutorials' own sizes and epochs").conflicts('quick'),
    )
    .addOption(new Option('--quick', 'run with small sizes and few epochs (default)'));
}

/** Adds the options that say how much may run, and for how long. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('-j, --jobs <n>', 'notebooks at once', positiveInteger, availableParallelism())
    .option('-t, --timeout <seconds>', 'longest time for one cell', positive, 600)
    .option('--notebook-timeout <seconds>', 'longest time for one notebook', positive)
    .option('--max-memory <size>', 'most memory for one kernel, as 512M or 2G', memorySize)
    .option('--fail-fast', 'stops the run at the first notebook that fails');
}

/** Adds the options that say which notebooks need not be run again. */
export function addReuseOptions(command: Command): Command {
  return command
    .option('--resume', 'runs only what was not ok in the last run, or has changed since')
    .option('--cache', 'runs only what has changed since it was last ok')
    .option('--shard <i/n>', 'runs one of n parts of about the same time, as 2/5', shard);
}

/** Adds the option that shows outputs while notebooks run. */
export function addVerboseOption(command: Command): Command {
  return command.option('-v, --verbose', 'shows what cells print as it comes');
}

/** Adds the options that say what is shown while notebooks run, and for how long. */
export function addShowOptions(command: Command): Command {
  return addVerboseOption(command).addOption(
    new Option('--watch', 'runs notebooks again when they or the library change').conflicts(
      'shard',
    ),
  );
}

/**
 * Adds the options that say where results go.
 *
 * @param output the folder where none is named
 */
export function addReportOptions(command: Command, output = 'out'): Command {
  return command
    .option('-o, --output <dir>', 'folder for the executed notebooks and the reports', output)
    .option('--html <file>', 'report to read (default: report.html in the output folder)')
    .option('--junit <file>', 'result as JUnit XML (default: junit.xml in the output folder)')
    .option('--json <file>', 'result as JSON (default: run.json in the output folder)');
}
