/** Values for parameters that come from the command line. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isRecord, ParameterError } from './declared';

/** A value that was given: from a file as it stands there, from `-p` as text to be read. */
export type GivenParameter = { name: string } & ({ value: unknown } | { text: string });

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const CONSTANTS: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  // As papermill's users write them.
  True: true,
  False: false,
  None: null,
};

/** A value as papermill reads it from its `-p`: a number, a boolean, null, else the text itself. */
export function readValue(text: string): unknown {
  if (Object.hasOwn(CONSTANTS, text)) return CONSTANTS[text];
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * The names and values in a YAML or JSON file, in its order.
 *
 * @throws ParameterError where it cannot be read or holds anything else
 */
export async function readParameterFile(path: string): Promise<GivenParameter[]> {
  let values: unknown;
  try {
    values = parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ParameterError(
      `The parameters in ${path} cannot be read: ${(cause as Error).message.trim()}`,
      'Write YAML or JSON: names with their values.',
      { cause },
    );
  }
  // An empty file is one without values.
  if (values === null) return [];
  if (!isRecord(values)) {
    throw new ParameterError(
      `${path} does not hold names with values.`,
      'Write one `name: value` a line.',
    );
  }
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
