import { CommanderError } from 'commander';
import { ArgumentError, LatentlabError } from '../../lib/errors';
import { AssignmentError } from '../grading/error';
import { JupyterError } from '../jupyter/error';
import { SelectionError } from '../runner/find-notebooks';
import { ShardError } from '../runner/shard';
import { RunFileError } from './read-run';
import { RecordError } from './record';
import { ParameterError } from '../runner/parameters/declared';

/** What the command's exit code says. */
export const EXIT_CODE = {
  ok: 0,
  /** A notebook failed, or a check found problems. */
  failed: 1,
  /** The command was called wrongly. */
  usage: 2,
  /** Something that the command needs is not there, or cannot be used. */
  environment: 3,
  interrupted: 130,
} as const;

/** Exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
  // commander throws for --help and --version too, with exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage;
  const usage = [
    ArgumentError,
    AssignmentError,
    SelectionError,
    ParameterError,
    RecordError,
    RunFileError,
    ShardError,
  ];
  const isUsage = usage.some((type) => error instanceof type);
  return isUsage ? EXIT_CODE.usage : EXIT_CODE.environment;
}

/** What the user reads of an error that ends a command; nothing where commander has said it. */
export function errorText(error: unknown): string {
  if (error instanceof CommanderError) return '';
  if (error instanceof JupyterError || error instanceof LatentlabError) return error.message;
  if (error instanceof Error && 'code' in error && 'syscall' in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
