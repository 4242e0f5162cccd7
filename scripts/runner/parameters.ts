import { JupyterError } from '../jupyter/error';
import { hasTag, type CodeCell, type Notebook } from '../jupyter/nbformat';

/** The set of values a notebook is run with: `quick` for CI, `full` for the tutorial's own. */
export type RunMode = 'quick' | 'full';

/** Tag of the cell that declares a notebook's parameters with `let`. */
export const PARAMETERS_TAG = 'parameters';
/** Tag of the cell that a run puts after it. */
export const INJECTED_TAG = 'injected-parameters';

/** A notebook whose parameters cannot be set. */
export class ParameterError extends JupyterError {}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The values that a notebook's metadata holds for `mode`: `metadata.latentlab.quick` or `.full`. */
export function modeParameters(notebook: Notebook, mode: RunMode): Record<string, unknown> {
  const settings = notebook.metadata['latentlab'] as Record<string, unknown> | undefined;
  const values = settings?.[mode];
  if (values === undefined) return {};
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new ParameterError(
      `metadata.latentlab.${mode} is not an object.`,
      'Write it as names with their values.',
    );
  }
  return values as Record<string, unknown>;
}

/** A block, because a cell that ends in an assignment would show its value. */
function assignments(parameters: Record<string, unknown>): string {
  const lines = Object.entries(parameters).map(([name, value]) => {
    if (!IDENTIFIER.test(name)) {
      throw new ParameterError(
        `The parameter '${name}' is not a name that a variable can have.`,
        "Rename it in the notebook's metadata.",
      );
    }
    return `  ${name} = ${JSON.stringify(value)};`;
  });
  return ['// The values of this run.', '{', ...lines, '}'].join('\n');
}

/**
 * A copy of the notebook with a cell after the one tagged `parameters` that assigns `parameters`.
 * A cell that an earlier run injected is replaced. Without parameters there is no such cell.
 *
 * @throws ParameterError where there are parameters and no cell tagged `parameters`, or a name is
 *   not an identifier
 */
export function injectParameters(
  notebook: Notebook,
  parameters: Record<string, unknown>,
): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED_TAG));
  if (Object.keys(parameters).length === 0) return { ...notebook, cells };
  const source = assignments(parameters);
  const index = cells.findIndex(
    (cell) => cell.cell_type === 'code' && hasTag(cell, PARAMETERS_TAG),
  );
  if (index < 0) {
    throw new ParameterError(
      `The notebook has parameters, but no cell tagged '${PARAMETERS_TAG}' that declares them.`,
      'Tag the cell that declares them with let.',
    );
  }
  let id = INJECTED_TAG;
  while (cells.some((cell) => cell.id === id)) id += '-';
  const injected: CodeCell = {
    cell_type: 'code',
    id,
    metadata: { tags: [INJECTED_TAG] },
    source,
    execution_count: null,
    outputs: [],
  };
  cells.splice(index + 1, 0, injected);
  return { ...notebook, cells };
}
