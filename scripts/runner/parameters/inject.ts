import { hasTag, joinLines, type CodeCell, type Notebook } from '../../jupyter/nbformat';
import { INJECTED_TAG, PARAMETERS_TAG } from '../../jupyter/tags';
import { ParameterError, type Parameter, type ParameterLanguage } from './declared';
import { PYTHON } from './python';
import { TYPESCRIPT } from './typescript';

const LANGUAGES: Record<string, ParameterLanguage> = {
  typescript: TYPESCRIPT,
  javascript: TYPESCRIPT,
  python: PYTHON,
};

function languageOf({ metadata }: Notebook): ParameterLanguage {
  const name = metadata.kernelspec?.language ?? metadata.language_info?.name ?? 'typescript';
  const language = LANGUAGES[name.toLowerCase()];
  if (language) return language;
  throw new ParameterError(
    `Parameters cannot be set in a notebook in ${name}.`,
    `Known languages: ${Object.keys(LANGUAGES).join(', ')}.`,
  );
}

function findParametersCell({ cells }: Notebook): number {
  return cells.findIndex((cell) => cell.cell_type === 'code' && hasTag(cell, PARAMETERS_TAG));
}

/**
 * The parameters that a notebook declares; nothing where no cell is tagged `parameters`.
 *
 * @throws ParameterError where its language is none whose declarations can be read
 */
export function declaredParameters(notebook: Notebook): Parameter[] | undefined {
  const cell = notebook.cells[findParametersCell(notebook)];
  return cell && languageOf(notebook).declared(joinLines(cell.source));
}

/**
 * A copy of the notebook with a cell after the one tagged `parameters` that assigns `values`. A cell
 * that an earlier run injected is replaced. Without values there is no such cell.
 *
 * @throws ParameterError where there are values and no cell tagged `parameters`
 */
export function injectParameters(notebook: Notebook, values: Record<string, unknown>): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED_TAG));
  if (Object.keys(values).length === 0) return { ...notebook, cells };
  const source = languageOf(notebook).assignments(values);
  const index = findParametersCell({ ...notebook, cells });
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
