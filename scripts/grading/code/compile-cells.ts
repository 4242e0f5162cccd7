/**
 * Cells as code of one session, without a kernel: each is a function of its own, whose names live in
 * a scope that all cells share. Types are taken away and not checked: what students hand in may
 * have been made with another editor's strictness.
 */
import path from 'node:path';
import ts from 'typescript';
import { HIDDEN_MARK } from './hidden-marks';
import { applyEdits, type Edit } from './edits';
import { readScope, type CellScope } from './cell-scope';

/** The shared scope, in the code of a cell. */
const SCOPE = '$scope';
const BIND = '$bind';
const LAST = '$last';
const IMPORT = '$import';

/** What a cell's function is called with, in this order. */
export const CELL_PARAMETERS = [SCOPE, BIND, LAST, IMPORT, HIDDEN_MARK] as const;

/** A cell to be compiled. */
export interface CellSource {
  id: string;
  source: string;
  /** Keep nothing but what it imports. */
  importsOnly?: boolean;
}

/** A cell as code. */
export interface CompiledCell {
  id: string;
  /** A function expression, to be called with {@link CELL_PARAMETERS}; empty where it has a fault. */
  code: string;
  /** Source map in JSON from the lines of `code` to those of the cell. */
  map: string;
  /** Why it cannot be parsed. */
  fault?: { message: string; line: number };
  /** Names that it declares for later cells. */
  declared: string[];
  /** Those of them that are imported. */
  imported: string[];
  /** Names of earlier cells that it uses, or of nothing. */
  free: string[];
  /** Those of them that it assigns to. */
  assigned: string[];
}

/** Lines of {@link wrap} above the cell's own. */
export const PREFIX_LINES = 2;

function wrap(code: string, declared: readonly string[]): string {
  const bindings = declared.map((name) => `${name}: [() => ${name}, ($) => { ${name} = $; }]`);
  return (
    `(async (${CELL_PARAMETERS.join(', ')}) => { 'use strict';\n` +
    `${BIND}({ ${bindings.join(', ')} });\n${code}\n})`
  );
}

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  sourceMap: true,
  experimentalDecorators: true,
  preserveConstEnums: true,
  isolatedModules: true,
};

/** `import a, { b as c } from 'm'` as a declaration that can stand anywhere, in as many lines. */
function importEdit(node: ts.ImportDeclaration, file: ts.SourceFile): Edit {
  const [start, end] = [node.getStart(file), node.end];
  const text = file.text.slice(start, end);
  const lines = '\n'.repeat(text.split('\n').length - 1);
  const { importClause: clause, moduleSpecifier } = node;
  if (clause?.isTypeOnly) return { start, end, text: lines };
  const module = moduleSpecifier.getText(file);
  const loaded = `${IMPORT}(${module})`;
  const parts: string[] = [];
  if (clause?.name) parts.push(`${clause.name.text} = ${IMPORT}(${module}, true)`);
  const bindings = clause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) parts.push(`${bindings.name.text} = ${loaded}`);
  if (bindings && ts.isNamedImports(bindings)) {
    const names = bindings.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ propertyName, name }) =>
        propertyName ? `${propertyName.text}: ${name.text}` : name.text,
      );
    parts.push(`{ ${names.join(', ')} } = ${loaded}`);
  }
  return {
    start,
    end,
    text: parts.length > 0 ? `const ${parts.join(', ')};${lines}` : `${loaded};${lines}`,
  };
}

function isMark(statement: ts.Statement): boolean {
  if (ts.isEmptyStatement(statement)) return true;
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) {
    return false;
  }
  const { expression } = statement.expression;
  return ts.isIdentifier(expression) && expression.text === HIDDEN_MARK;
}

/** Hands the value of the last expression out. */
function lastEdits(file: ts.SourceFile, end: number): Edit[] {
  const own = file.statements.filter((each) => each.end <= end && !isMark(each));
  const last = own.at(-1);
  if (!last || !ts.isExpressionStatement(last)) return [];
  const { expression } = last;
  const start = expression.getStart(file);
  return [
    { start, end: start, text: `${LAST}((` },
    { start: expression.end, end: expression.end, text: '))' },
  ];
}

/** Takes `export` away: all names are for all cells. */
function exportEdits(file: ts.SourceFile): Edit[] {
  return file.statements.flatMap((statement) =>
    (ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [])
      .filter(({ kind }) =>
        [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword].includes(kind),
      )
      .map((modifier) => ({ start: modifier.getStart(file), end: modifier.end, text: '' })),
  );
}

function scopeEdits({ uses }: CellScope, known: ReadonlySet<string>): Edit[] {
  return uses
    .filter(({ name }) => known.has(name))
    .map(({ name, start, end, form }): Edit => {
      const access = `${SCOPE}.${name}`;
      if (form === 'shorthand') return { start, end, text: `${name}: ${access}` };
      // Called as a function, not as a method of the scope.
      return { start, end, text: form === 'called' ? `(0, ${access})` : access };
    });
}

function importsOf(file: ts.SourceFile): ts.ImportDeclaration[] {
  return file.statements.filter(ts.isImportDeclaration);
}

function emit(text: string): { code: string; map: string } {
  const { outputText, sourceMapText = '' } = ts.transpileModule(`${text}\nexport {};`, {
    compilerOptions: COMPILER_OPTIONS,
    fileName: 'cell.ts',
  });
  const code = outputText
    .replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '')
    .replace(/(^|\n)export \{\};\s*$/, '$1');
  return { code, map: sourceMapText };
}

/** What all cells of a program are called, by their place. */
function fileOf(index: number): string {
  return path.resolve(`/${index}.ts`);
}

function createProgram(sources: readonly string[]): ts.Program {
  const files = new Map(sources.map((text, index) => [fileOf(index), text]));
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    fileExists: (name) => files.has(path.resolve(name)),
    getSourceFile: (name, languageVersion) => {
      const text = files.get(path.resolve(name));
      return text === undefined
        ? undefined
        : ts.createSourceFile(name, text, languageVersion, true);
    },
  };
  return ts.createProgram([...files.keys()], options, host);
}

/**
 * Compiles the cells of a notebook in their order.
 *
 * @param known names that are there before the first cell
 */
export function compileCells(
  cells: readonly CellSource[],
  known: Iterable<string> = [],
): CompiledCell[] {
  const names = new Set(known);
  // Behind the source, so that positions stay: a cell is a module, where `await` may stand.
  const program = createProgram(cells.map(({ source }) => `${source}\nexport {};`));
  return cells.map((cell, index): CompiledCell => {
    const file = program.getSourceFile(fileOf(index)) as ts.SourceFile;
    const [fault] = program.getSyntacticDiagnostics(file);
    if (fault) {
      const message = ts.flattenDiagnosticMessageText(fault.messageText, '\n');
      const line = file.getLineAndCharacterOfPosition(fault.start).line + 1;
      const none = { declared: [], imported: [], free: [], assigned: [] };
      return { id: cell.id, code: '', map: '', fault: { message, line }, ...none };
    }
    const scope = readScope(file, program.getTypeChecker());
    const imports = importsOf(file);
    const end = cell.source.length;
    const importEdits = imports.map((node) => importEdit(node, file));
    const own = cell.importsOnly
      ? importEdits.map(({ text }) => text).join('\n')
      : applyEdits(cell.source, [
          ...scopeEdits(scope, names),
          ...lastEdits(file, end),
          ...exportEdits(file),
          ...importEdits,
        ]);
    const declared = cell.importsOnly ? scope.imported : scope.declared;
    const { code, map } = emit(own);
    for (const name of declared) names.add(name);
    return {
      id: cell.id,
      code: wrap(code, declared),
      map,
      declared,
      imported: scope.imported,
      free: [...new Set(scope.uses.map(({ name }) => name))],
      assigned: scope.assigned,
    };
  });
}
