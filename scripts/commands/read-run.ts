import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020';
import { JupyterError } from '../jupyter/error';
import schema from '../report/run-result.schema.json';
import type { RunResult } from '../runner/result';

/** A file that holds no result of a run. */
export class RunFileError extends JupyterError {}

/**
 * The result that a run wrote with `--json`.
 *
 * @throws RunFileError where the file cannot be read or holds anything else
 */
export async function readRun(file: string): Promise<RunResult> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new RunFileError(
      `The result in ${file} cannot be read: ${(cause as Error).message}.`,
      'Name a run.json that a run wrote.',
      { cause },
    );
  }
  const validate = new Ajv2020().compile<RunResult>(schema);
  if (validate(value)) return value;
  const { instancePath = '', message = '' } = validate.errors?.[0] ?? {};
  throw new RunFileError(
    `${file} is not the result of a run: ${instancePath || 'it'} ${message}.`,
    'Name a run.json that this version of the program wrote.',
  );
}
