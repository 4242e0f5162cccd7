/**
 * tslab creates its compiler with options of its own: here are ours, put in between. They add source
 * maps, resolution that works from any folder, and what tslab's conversion gets wrong.
 */
import path from 'node:path';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { ParsedFiles } from './parsed-files';

type Ts = typeof TypeScript;
/** What the fork of TypeScript that tslab uses adds. */
type TslabTs = Ts & {
  getPreEmitDiagnosticsOfFiles(...args: unknown[]): TypeScript.Diagnostic[];
};
type Program = TypeScript.EmitAndSemanticDiagnosticsBuilderProgram;
type WatchHost = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<Program>;

/** Where tslab lets the compiler emit a cell to. */
const CELL_OUTPUT = 'outDir/__tslab__.js';
/** Where tslab keeps the declarations of earlier cells. */
const SESSION_FILE = '__prev__.d.ts';

function withoutMapComment(code: string): string {
  return code.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');
}

/** Type roots and path mappings by which a notebook in any folder finds this project's packages. */
function resolutionOptions(projectRoot: string): TypeScript.CompilerOptions {
  const modules = path.join(projectRoot, 'node_modules');
  const isInside = !path.relative(projectRoot, process.cwd()).startsWith('..');
  return {
    typeRoots: [path.join(modules, '@types')],
    types: ['node'],
    paths: {
      latentlab: [path.join(projectRoot, 'dist/lib/index.d.ts')],
      ...(isInside ? {} : { '*': [path.join(modules, '*'), path.join(modules, '@types', '*')] }),
    },
  };
}

/** JavaScript of a local file that a cell imports. */
export interface LocalModule {
  /** Absolute path with the extension `.js`. */
  path: string;
  code: string;
}

/** What the compiler emitted in one conversion, beside what tslab makes of it. */
export class Emitted {
  /** Map from the cell's JavaScript with ES modules to the cell. */
  cellMap: string | undefined;
  /** Map of the last translation from ES modules to CommonJS: the cell's, as it comes last. */
  moduleMap: string | undefined;
  foreignModules: LocalModule[] = [];
}

/**
 * tslab creates its compiler with options of its own: puts a TypeScript in its place that adds ours
 * and lets `emitted` see the source maps.
 */
export function patchTypeScript(
  ts: Ts,
  projectRoot: string,
  emitted: () => Emitted,
  parsed?: ParsedFiles,
): Ts {
  const transpileModule: Ts['transpileModule'] = (input, options) => {
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const output = ts.transpileModule(input, { ...options, compilerOptions });
    emitted().moduleMap = output.sourceMapText;
    return { ...output, outputText: withoutMapComment(output.outputText) };
  };

  const toCommonJs = (code: string): string =>
    transpileModule(withoutMapComment(code), {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
      },
    }).outputText;

  const captureEmit =
    (program: Program, emit: Program['emit']): Program['emit'] =>
    (file, writeFile, token, onlyDeclarations, transformers) =>
      emit(
        file,
        (name, text, ...others) => {
          if (name === `${CELL_OUTPUT}.map`) emitted().cellMap = text;
          else if (name.endsWith('.map')) return;
          else if (!path.isAbsolute(name)) writeFile?.(name, withoutMapComment(text), ...others);
          // Sources outside the notebook's folder are emitted beside themselves; tslab refuses them.
          else if (name.endsWith('.js'))
            emitted().foreignModules.push({ path: name, code: toCommonJs(text) });
        },
        token,
        onlyDeclarations,
        { ...transformers, before: [expandShorthands(ts, program), quoteTakenProperties(ts)] },
      );

  const createHost = ts.createWatchCompilerHost as unknown as (...args: unknown[]) => WatchHost;
  const createWatchCompilerHost = (
    files: string[],
    options: TypeScript.CompilerOptions,
    ...rest: unknown[]
  ): WatchHost => {
    const ours = { ...options, sourceMap: true, ...resolutionOptions(projectRoot) };
    const globals = path.join(projectRoot, 'scripts', 'kernel', 'cell-globals.d.ts');
    const host = createHost([...files, globals], ours, ...rest);
    const createProgram = host.createProgram;
    host.createProgram = (...args) => {
      if (args[2]) parsed?.attach(args[2]);
      const program = createProgram(...args);
      program.emit = captureEmit(program, program.emit.bind(program));
      return program;
    };
    return host;
  };

  // tslab makes the notebook's folder the root; importing a file from above it is no mistake.
  const NOT_UNDER_ROOT = 6059;
  const original = ts as TslabTs;
  const withoutRootDiagnostics: TslabTs['getPreEmitDiagnosticsOfFiles'] = (...args) =>
    original.getPreEmitDiagnosticsOfFiles(...args).filter(({ code }) => code !== NOT_UNDER_ROOT);

  const patched: TslabTs = {
    ...original,
    getPreEmitDiagnosticsOfFiles: withoutRootDiagnostics,
    transpileModule,
    createWatchCompilerHost: createWatchCompilerHost as unknown as Ts['createWatchCompilerHost'],
  };
  return patched;
}

/**
 * Writes `{ units }` as `{ units: exports.units }` where `units` is a variable of an earlier cell:
 * tslab puts `exports.` before all other uses of such variables.
 */
function expandShorthands(
  ts: Ts,
  program: Program,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const checker = program.getProgram().getTypeChecker();
  const isEarlier = (node: TypeScript.ShorthandPropertyAssignment): boolean =>
    (checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? []).some(
      (declaration) => path.basename(declaration.getSourceFile().fileName) === SESSION_FILE,
    );
  return (context) => (file) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node)) {
        return ts.visitEachChild(node, visit, context);
      }
      const { factory } = ts;
      const variable = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        node.name.text,
      );
      // `({ units = 4 } = options)` assigns, with a default.
      const value = node.objectAssignmentInitializer
        ? factory.createAssignment(
            variable,
            ts.visitNode(node.objectAssignmentInitializer, visit) as TypeScript.Expression,
          )
        : variable;
      return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

/**
 * Writes `const { W: weights } = model` as `const { 'W': weights } = model`: where an earlier cell
 * declares the type of `model`, tslab would take `W` for one of its variables.
 */
function quoteTakenProperties(ts: Ts): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const { factory } = context;
    const quoted = (name: TypeScript.Identifier): TypeScript.StringLiteral =>
      ts.setTextRange(factory.createStringLiteral(name.text), name);
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const inside = ts.visitEachChild(node, visit, context);
      if (
        ts.isBindingElement(inside) &&
        inside.propertyName &&
        ts.isIdentifier(inside.propertyName)
      ) {
        const { dotDotDotToken, propertyName, name, initializer } = inside;
        const taken = quoted(propertyName);
        return factory.updateBindingElement(inside, dotDotDotToken, taken, name, initializer);
      }
      if (ts.isPropertyAssignment(inside) && ts.isIdentifier(inside.name)) {
        return factory.updatePropertyAssignment(inside, quoted(inside.name), inside.initializer);
      }
      return inside;
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
