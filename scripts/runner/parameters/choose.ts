/** Which values a notebook is run with. */
import type { Notebook } from '../../jupyter/nbformat';
import { PARAMETERS_TAG } from '../../jupyter/tags';
import { isRecord, listParameters, ParameterError, type Parameter } from './declared';
import { readValue, type GivenParameter } from './given';
import { declaredParameters } from './inject';

/** The set of values a notebook is run with: `quick` for CI, `full` for the tutorial's own. */
export type RunMode = 'quick' | 'full';

/** The values that a notebook's metadata holds for `mode`: `metadata.latentlab.quick` or `.full`. */
export function modeParameters(notebook: Notebook, mode: RunMode): Record<string, unknown> {
  const settings = notebook.metadata['latentlab'] as Record<string, unknown> | undefined;
  const values = settings?.[mode] ?? {};
  if (isRecord(values)) return values;
  throw new ParameterError(
    `metadata.latentlab.${mode} is not an object.`,
    'Write it as names with their values.',
  );
}

/** Text counts as what papermill reads in it, unless the parameter takes only the text itself. */
function valueOf(given: GivenParameter, { type }: Parameter): unknown {
  if ('value' in given) return given.value;
  const read = readValue(given.text);
  return !type.admits(read) && type.admits(given.text) ? given.text : read;
}

function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite);
}

function check(parameter: Parameter, value: unknown, path: string): void {
  const { name, type } = parameter;
  if (!isFinite(value)) {
    throw new ParameterError(
      `The value of the parameter '${name}' holds a number that is not finite.`,
      'Give finite numbers.',
    );
  }
  if (type.admits(value)) return;
  const hint = type.text.endsWith('[]') ? ' Lists are given in a file, with -f.' : '';
  throw new ParameterError(
    `The parameter '${name}' of ${path} is of type ${type.text}, and ${JSON.stringify(value)} is not.`,
    `Give a ${type.text}.${hint}`,
  );
}

/**
 * Checks values against what a notebook declares, and reads those that are text.
 *
 * @param path how errors call the notebook
 * @throws ParameterError where the notebook has no parameters, does not know a name, or a value is
 *   not of the declared type
 */
export function checkParameters(
  notebook: Notebook,
  given: readonly GivenParameter[],
  path: string,
): Record<string, unknown> {
  if (given.length === 0) return {};
  const declared = declaredParameters(notebook);
  if (!declared) {
    throw new ParameterError(
      `${path} has no cell tagged '${PARAMETERS_TAG}', so that it takes no parameters.`,
      'Tag the cell that declares them with let, or give none.',
    );
  }
  return Object.fromEntries(
    given.map((each) => {
      const parameter = declared.find(({ name }) => name === each.name);
      if (!parameter) {
        throw new ParameterError(
          `${path} has no parameter '${each.name}'.`,
          declared.length === 0
            ? 'It declares none with let.'
            : `It has these:\n${listParameters(declared)}`,
        );
      }
      const value = valueOf(each, parameter);
      check(parameter, value, path);
      return [each.name, value];
    }),
  );
}

/**
 * The values of the mode in the notebook's metadata.
 *
 * @throws ParameterError as {@link checkParameters}
 */
export function checkedModeParameters(
  notebook: Notebook,
  mode: RunMode,
  path: string,
): Record<string, unknown> {
  const values = Object.entries(modeParameters(notebook, mode));
  return checkParameters(
    notebook,
    values.map(([name, value]) => ({ name, value })),
    path,
  );
}
