/**
 * tslab's converter (TypeScript cell in, JavaScript out) with what a kernel needs besides: source
 * maps, type resolution that works from any folder, and no file watchers.
 */
import { createRequire } from 'node:module';
import { statSync } from 'node:fs';
import path from 'node:path';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type * as TslabConverter from 'tslab/dist/converter';

type Ts = typeof TypeScript;
/** What the fork of TypeScript that tslab uses adds. */
type TslabTs = Ts & {
  getPreEmitDiagnosticsOfFiles(...args: unknown[]): TypeScript.Diagnostic[];
};
type Program = TypeScript.EmitAndSemanticDiagnosticsBuilderProgram;
type WatchHost = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<Program>;

/** A diagnostic of the TypeScript compiler in a cell or in a file that the cell imports. */
export interface Diagnostic {
  code: number;
  /** The compiler's message; further lines of a chain follow, indented. */
  message: string;
  /** Zero-based positions. */
  start: { line: number; character: number };
  end: { line: number; character: number };
  /** The file, where it is not the cell itself. */
  fileName?: string;
}

/** JavaScript of a local file that a cell imports. */
export interface LocalModule {
  /** Absolute path with the extension `.js`. */
  path: string;
  code: string;
}

/** A cell, ready to run. */
export interface ConvertedCell {
  /** CommonJS: reads and writes `exports`, calls `require`. */
  code: string;
  /** Source maps in JSON from `code` back to the cell, the last step's first. */
  maps: string[];
  /** Declarations of all that the session knows after this cell. */
  declarations: string;
  diagnostics: Diagnostic[];
  /** Property of `exports` that holds the last expression's value. */
  lastExpression: string | undefined;
  /** `code` must run in an async function. */
  isAsync: boolean;
  modules: LocalModule[];
}

/** Converts the cells of one session. */
export interface CellConverter {
  /** @param previous declarations of the session so far */
  convert(previous: string, source: string): ConvertedCell;
  complete(previous: string, source: string, offset: number): TslabConverter.CompletionInfo;
  inspect(previous: string, source: string, offset: number): TypeScript.QuickInfo | undefined;
  readonly ts: Ts;
}

/** Lines that tslab puts before each source. */
export const PREFIX_LINES = 1;
/** Where tslab lets the compiler emit a cell to. */
const CELL_OUTPUT = 'outDir/__tslab__.js';

/** Files of the user's that the compiler watches: compared with the disk before each cell. */
class WatchedFiles {
  private readonly files = new Map<string, { modified: number; changed: () => void }>();

  watch(ts: Ts, fileName: string, callback: TypeScript.FileWatcherCallback) {
    if (fileName.includes('/node_modules/')) return { close: () => undefined };
    this.files.set(fileName, {
      modified: modifiedAt(fileName),
      changed: () => callback(fileName, ts.FileWatcherEventKind.Changed),
    });
    return { close: () => void this.files.delete(fileName) };
  }

  notifyChanges(): void {
    for (const [fileName, file] of [...this.files]) {
      const modified = modifiedAt(fileName);
      if (modified === file.modified) continue;
      file.modified = modified;
      file.changed();
    }
  }
}

function modifiedAt(fileName: string): number {
  return statSync(fileName, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

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

/** What the compiler emitted in one conversion, beside what tslab makes of it. */
class Emitted {
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
function patchTypeScript(ts: Ts, projectRoot: string, emitted: () => Emitted): Ts {
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
    (emit: Program['emit']): Program['emit'] =>
    (file, writeFile, ...rest) =>
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
        ...rest,
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
      const program = createProgram(...args);
      program.emit = captureEmit(program.emit.bind(program));
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
 * Creates the converter of a session, for the working directory. Takes a second or so, as the
 * compiler reads the types of Node.
 *
 * @param projectRoot folder of this project's package.json
 */
export function createCellConverter(projectRoot: string): CellConverter {
  const load = createRequire(__filename);
  const location = createRequire(load.resolve('tslab')).resolve('@tslab/typescript-for-tslab');
  const ts = load(location) as Ts;
  const watched = new WatchedFiles();
  ts.sys.watchFile = (fileName, callback) => watched.watch(ts, fileName, callback);
  ts.sys.watchDirectory = () => ({ close: () => undefined });

  let emitted = new Emitted();
  const loaded = load.cache[location];
  if (loaded) loaded.exports = patchTypeScript(ts, projectRoot, () => emitted);
  const { createConverter } = load('tslab/dist/converter') as typeof TslabConverter;
  const converter = createConverter();

  return {
    ts,
    convert: (previous, source) => {
      emitted = new Emitted();
      watched.notifyChanges();
      const result = converter.convert(previous, source);
      const { cellMap, moduleMap, foreignModules } = emitted;
      return {
        code: result.output ?? '',
        maps: cellMap && moduleMap ? [moduleMap, cellMap] : [],
        declarations: result.declOutput ?? '',
        diagnostics: joinChains(result.diagnostics),
        lastExpression: result.lastExpressionVar,
        isAsync: result.hasToplevelAwait ?? false,
        modules: [
          ...(result.sideOutputs ?? []).map((side) => ({ path: side.path, code: side.data })),
          ...foreignModules,
        ],
      };
    },
    complete: (previous, source, offset) => {
      watched.notifyChanges();
      return converter.complete(previous, source, offset);
    },
    inspect: (previous, source, offset) => {
      watched.notifyChanges();
      return converter.inspect(previous, source, offset);
    },
  };
}

/** tslab lists the lines of a message chain as diagnostics of their own: puts them together. */
function joinChains(diagnostics: readonly TslabConverter.Diagnostic[]): Diagnostic[] {
  const joined: Diagnostic[] = [];
  let head: TslabConverter.Diagnostic | undefined;
  for (const diagnostic of diagnostics) {
    const { start, end, messageText, code, fileName } = diagnostic;
    const last = joined.at(-1);
    if (last && head?.start.offset === start.offset && head.end.offset === end.offset) {
      last.message += `\n  ${messageText}`;
      continue;
    }
    head = diagnostic;
    joined.push({
      code,
      message: messageText,
      start: { line: start.line, character: start.character },
      end: { line: end.line, character: end.character },
      ...(fileName ? { fileName } : {}),
    });
  }
  return joined;
}
