import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { notebookSchema } from './schema';

/** The minor version of nbformat 4 that this project reads and writes. */
export const NBFORMAT_MINOR = 5;

const compiled = new Map<boolean, ValidateFunction>();

function validatorFor(strict: boolean): ValidateFunction {
  let validate = compiled.get(strict);
  if (!validate) {
    validate = new Ajv({ discriminator: true, allowUnionTypes: true }).compile(
      notebookSchema(strict),
    );
    compiled.set(strict, validate);
  }
  return validate;
}

/** `/cells/3/outputs/0` as `cells[3].outputs[0]`. */
function place(pointer: string): string {
  const path = pointer
    .split('/')
    .slice(1)
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('');
  return path === '' ? 'the notebook' : path.replace(/^\./, '');
}

function describe(error: ErrorObject): string {
  const at = place(error.instancePath);
  const params = error.params as { additionalProperty?: string; allowedValue?: unknown };
  if (params.additionalProperty !== undefined) {
    return `${at} has a member '${params.additionalProperty}' that the format does not know`;
  }
  if (params.allowedValue !== undefined) {
    return `${at} is not ${JSON.stringify(params.allowedValue)}`;
  }
  if (error.keyword === 'discriminator') return `${at} is of a type that the format does not know`;
  return `${at} ${error.message ?? 'is wrong'}`;
}

function duplicateId(cells: readonly { id: string }[]): string | undefined {
  const seen = new Set<string>();
  for (const { id } of cells) {
    if (seen.has(id)) return `two cells have the id '${id}'`;
    seen.add(id);
  }
  return undefined;
}

/**
 * What is wrong with `value` as a notebook of nbformat 4.5, as a clause that names the place; nothing
 * where it is valid. Members that 4.5 does not know are allowed in a newer minor version.
 */
export function notebookFault(value: unknown): string | undefined {
  const minor = (value as { nbformat_minor?: unknown } | null)?.nbformat_minor;
  const validate = validatorFor(!(typeof minor === 'number' && minor > NBFORMAT_MINOR));
  if (!validate(value)) {
    const error = validate.errors?.[0];
    return error ? describe(error) : 'the notebook is not valid';
  }
  return duplicateId((value as { cells: { id: string }[] }).cells);
}
