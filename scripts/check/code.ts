import path from 'node:path';
import ts from 'typescript';
import { hasTag, joinLines, type Notebook } from '../jupyter/nbformat';
import { RAISES_TAG, SKIP_TAG } from '../jupyter/tags';
import {
  cellModules,
  parameterModule,
  type CellModule,
  type CodeSource,
  type ParameterModule,
} from './cell-module';
import { createNotebookProgram, type TypeEnvironment } from './notebook-program';
import { parameterCells, parameterValues } from './parameters';
import { syntaxFaults } from './parse-code';
import { placedCells, type Problem, type SourcePlace } from './problem';

/** A notebook whose code is to be checked. */
export interface CodeNotebook {
  /** Absolute path: its relative imports begin in its folder. It need not exist. */
  file: string;
  notebook: Notebook;
}

/** Codes of messages that a name is not known. */
const UNKNOWN_NAME = new Set([2304, 2503, 2552, 18004]);

function sourcePlace(source: string, start: number, length: number): SourcePlace {
  const before = source.slice(0, start).split('\n');
  const line = before.length;
  const text = (source.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const endColumn = Math.max(column + 1, Math.min(column + length, text.length + 1));
  return { line, column, endColumn, text };
}

/** The compiler's message in the notebook's terms: modules of cells are called cells. */
export function messageOf({ messageText, code }: ts.Diagnostic): string {
  const text = ts
    .flattenDiagnosticMessageText(messageText, '\n')
    .replace(/import\("[^"]*\.ipynb\.cell-(\d+)"\)\.(\w+)/g, '$2 of cell $1');
  return `${text} (TS${code})`;
}

function problemOf(
  rule: 'syntax' | 'types',
  { cell, source }: CodeSource,
  diagnostic: ts.Diagnostic,
  hint = '',
): Problem {
  const { start = 0, length = 0 } = diagnostic;
  return {
    rule,
    message: messageOf(diagnostic) + hint,
    cell: cell.place,
    source: sourcePlace(source, start, length),
    isFixable: false,
  };
}

/** The notebook's code cells, with what keeps them from being parsed. */
function readCode(notebook: Notebook): { codes: CodeSource[]; problems: Problem[] } {
  const cells = placedCells(notebook).filter(({ cell }) => cell.cell_type === 'code');
  const sources = cells.map(({ cell }) => joinLines(cell.source));
  const faults = syntaxFaults(sources);
  const codes = cells.map((cell, index) => ({
    cell,
    source: sources[index] ?? '',
    isBroken: (faults[index] ?? []).length > 0,
    isSkipped: hasTag(cell.cell, SKIP_TAG),
  }));
  const problems = codes.flatMap((code, index) =>
    (faults[index] ?? []).map((fault) => problemOf('syntax', code, fault)),
  );
  return { codes, problems };
}

/** Tells of an unknown name that another cell declares it. */
function hintOf(diagnostic: ts.Diagnostic, module: CellModule, all: readonly CellModule[]): string {
  const { code, start = 0, length = 0 } = diagnostic;
  if (!UNKNOWN_NAME.has(code)) return '';
  const name = module.code.source.slice(start, start + length);
  const declaring = all.filter(({ names }) => names.declared.has(name));
  const skipped = declaring.find(({ code: { isSkipped } }) => isSkipped);
  const [first] = declaring;
  if (skipped) return `\nCell ${skipped.code.cell.place.number}, which is not run, declares it.`;
  return first ? `\nCell ${first.code.cell.place.number}, further down, declares it.` : '';
}

/** Diagnostics of the part of a module that stands in the notebook. */
export function diagnosticsOf(
  program: ts.Program,
  { fileName, end }: CellModule | ParameterModule,
) {
  const file = program.getSourceFile(fileName);
  return program
    .getSemanticDiagnostics(file)
    .filter((diagnostic) => diagnostic.file === file && (diagnostic.start ?? 0) <= end);
}

function checkCell(program: ts.Program, module: CellModule, all: readonly CellModule[]): Problem[] {
  const { code } = module;
  if (code.isBroken || code.isSkipped || hasTag(code.cell.cell, RAISES_TAG)) return [];
  return diagnosticsOf(program, module).map((diagnostic) =>
    problemOf('types', code, diagnostic, hintOf(diagnostic, module, all)),
  );
}

function checkValues(program: ts.Program, module: ParameterModule): Problem[] {
  const { mode, names, cell, text } = module;
  return diagnosticsOf(program, module).map((diagnostic) => {
    const line = text.slice(0, diagnostic.start).split('\n').length;
    const name = names[line - 1] ?? '';
    const message = `metadata.latentlab.${mode} sets '${name}': ${messageOf(diagnostic)}`;
    return { rule: 'parameters', message, cell: cell.place, isFixable: false };
  });
}

function parameterModules({ file, notebook }: CodeNotebook, modules: readonly CellModule[]) {
  const [parameters] = parameterCells(notebook);
  const declaring = modules.find(({ code }) => code.cell.place.number === parameters?.place.number);
  if (!declaring || declaring.code.isBroken) return [];
  return parameterValues(notebook).map(([mode, values]) =>
    parameterModule(file, declaring, mode, values),
  );
}

/**
 * Syntax and types of all code cells, strictly, as the kernel would see them one after the other.
 * Cells that may raise an error and those that are not run are parsed only.
 *
 * @returns the problems of each notebook
 */
export function checkCode(
  notebooks: readonly CodeNotebook[],
  environment: TypeEnvironment,
): Problem[][] {
  const read = notebooks.map((each) => {
    const { codes, problems } = readCode(each.notebook);
    const cells = cellModules(path.resolve(each.file), codes);
    return { problems, cells, values: parameterModules(each, cells) };
  });
  const modules = read.flatMap(({ cells, values }) => [...cells, ...values]);
  if (modules.length === 0) return read.map(({ problems }) => problems);
  const program = createNotebookProgram(modules, environment);
  return read.map(({ problems, cells, values }) => [
    ...problems,
    ...cells.flatMap((module) => checkCell(program, module, cells)),
    ...values.flatMap((module) => checkValues(program, module)),
  ]);
}
