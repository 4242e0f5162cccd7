import path from 'node:path';
import ts from 'typescript';

/** Cells are modules: `await` may stand at their top level. */
const AS_MODULE = '\nexport {};';

/** The syntax tree of a cell; what stands behind the source's end is not the cell's. */
export function parseCode(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source + AS_MODULE, ts.ScriptTarget.ES2022, true);
}

/** The statement with which a cell ends, where it is an expression: its value is shown. */
export function lastExpression(source: string): ts.ExpressionStatement | undefined {
  const last = parseCode(source)
    .statements.filter(({ end }) => end <= source.length)
    .at(-1);
  return last && ts.isExpressionStatement(last) ? last : undefined;
}

/** For each source what keeps it from being parsed; empty where it is well-formed. */
export function syntaxFaults(sources: readonly string[]): ts.DiagnosticWithLocation[][] {
  const files = new Map(sources.map((source, index) => [path.resolve(`/${index}.ts`), source]));
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    getSourceFile: (name, options) => {
      const source = files.get(path.resolve(name));
      return source === undefined ? undefined : ts.createSourceFile(name, source, options);
    },
  };
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((name) => {
    const file = program.getSourceFile(name);
    return file ? [...program.getSyntacticDiagnostics(file)] : [];
  });
}
