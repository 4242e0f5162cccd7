import { distance } from 'fastest-levenshtein';
import { hasTag, joinLines, type Notebook } from '../jupyter/nbformat';
import { PARAMETERS_TAG } from '../jupyter/tags';
import { parseCode } from './parse-code';
import { readNames } from './names';
import { placedCells, type PlacedCell, type Problem } from './problem';

/** The sets of values that a run may choose from. */
const MODES = ['quick', 'full'] as const;
export type Mode = (typeof MODES)[number];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The cells that are tagged to declare the parameters: one, where all is well. */
export function parameterCells(notebook: Notebook): PlacedCell[] {
  return placedCells(notebook).filter(
    ({ cell }) => cell.cell_type === 'code' && hasTag(cell, PARAMETERS_TAG),
  );
}

/** The values in the notebook's metadata, by mode. */
export function parameterValues(notebook: Notebook): [Mode, Record<string, unknown>][] {
  const settings = notebook.metadata['latentlab'];
  if (!isObject(settings)) return [];
  return MODES.flatMap((mode): [Mode, Record<string, unknown>][] => {
    const values = settings[mode];
    return isObject(values) ? [[mode, values]] : [];
  });
}

function settingFaults(settings: unknown): string[] {
  if (settings === undefined) return [];
  if (!isObject(settings)) return ['metadata.latentlab is not an object.'];
  return Object.entries(settings).flatMap(([key, value]) => {
    if (MODES.some((mode) => mode === key)) {
      return isObject(value) ? [] : [`metadata.latentlab.${key} is not an object.`];
    }
    const meant = MODES.find((mode) => distance(mode, key.toLowerCase()) <= 1);
    return meant ? [`metadata.latentlab.${key} has no effect; did you mean '${meant}'?`] : [];
  });
}

function checkNames(notebook: Notebook, { cell, place }: PlacedCell): Problem[] {
  const { declared } = readNames(parseCode(joinLines(cell.source)));
  return parameterValues(notebook).flatMap(([mode, values]) =>
    Object.keys(values).flatMap((name): Problem[] => {
      const kind = declared.get(name);
      if (kind === 'variable') return [];
      const fault = kind ? 'declare it with let' : 'this cell does not declare it';
      const message = `metadata.latentlab.${mode} sets '${name}': ${fault}.`;
      return [{ rule: 'parameters', message, cell: place, isFixable: false }];
    }),
  );
}

function missingCell(notebook: Notebook): string[] {
  const names = new Set(parameterValues(notebook).flatMap(([, values]) => Object.keys(values)));
  if (names.size === 0) return [];
  const values = `metadata.latentlab sets ${[...names].map((name) => `'${name}'`).join(', ')}`;
  return [`${values}, but no code cell has the tag '${PARAMETERS_TAG}'.`];
}

/** The cell tagged `parameters`, and whether it declares what the metadata has values for. */
export function checkParameters(notebook: Notebook): Problem[] {
  const [first, ...others] = parameterCells(notebook);
  const whole = [
    ...settingFaults(notebook.metadata['latentlab']),
    ...(first ? [] : missingCell(notebook)),
  ];
  return [
    ...whole.map((message): Problem => ({ rule: 'parameters', message, isFixable: false })),
    ...(first ? checkNames(notebook, first) : []),
    ...others.map(({ place }): Problem => {
      const message = `Cell ${first?.place.number} has the tag '${PARAMETERS_TAG}' already.`;
      return { rule: 'parameters', message, cell: place, isFixable: false };
    }),
  ];
}
