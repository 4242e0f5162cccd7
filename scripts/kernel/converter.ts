/**
 * tslab's converter (TypeScript cell in, JavaScript out) with what a kernel needs besides: source
 * maps, type resolution that works from any folder, and no file watchers.
 */
import { createRequire } from 'node:module';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type * as TslabConverter from 'tslab/dist/converter';
import type { ParsedFiles } from './parsed-files';
import { Emitted, type LocalModule, patchTypeScript } from './tslab-compiler';
import { declaredNames, withoutPreamble } from './variables';
import { WatchedFiles } from './watched-files';

type Ts = typeof TypeScript;
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

/** A cell, ready to run. */
export interface ConvertedCell {
  /** CommonJS: reads and writes `exports`, calls `require`. */
  code: string;
  /** Source maps in JSON from `code` back to the cell, the last step's first. */
  maps: string[];
  /** Declarations of all that the session knows after this cell. */
  declarations: string;
  diagnostics: Diagnostic[];
  /** Names that `code` declares at its top level. */
  declaredNames: string[];
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

/**
 * Loads the compiler and gives a function that creates the converter of a session, for the working
 * directory; only the last one created is in use. Creating takes a second or so, as the compiler
 * reads the types of Node.
 *
 * @param projectRoot folder of this project's package.json
 * @param parsed files that need not be read
 */
export function loadConverter(projectRoot: string, parsed?: ParsedFiles): () => CellConverter {
  const load = createRequire(__filename);
  const location = createRequire(load.resolve('tslab')).resolve('@tslab/typescript-for-tslab');
  const ts = load(location) as Ts;
  let watched = new WatchedFiles();
  let emitted = new Emitted();
  ts.sys.watchFile = (fileName, callback) => watched.watch(ts, fileName, callback);
  ts.sys.watchDirectory = () => ({ close: () => undefined });
  // TypeScript's own remembers the folder in which a snapshot was made.
  ts.sys.getCurrentDirectory = () => process.cwd();
  const readFile = ts.sys.readFile.bind(ts.sys);
  ts.sys.readFile = (fileName, encoding) => {
    if (parsed?.readsNothing) return '';
    const text = readFile(fileName, encoding);
    return text !== undefined && UNDOCUMENTED.test(fileName) ? withoutJsDoc(text) : text;
  };

  const loaded = load.cache[location];
  if (loaded) loaded.exports = patchTypeScript(ts, projectRoot, () => emitted, parsed);
  const { createConverter } = load('tslab/dist/converter') as typeof TslabConverter;
  return () => {
    watched = new WatchedFiles();
    return cellConverter(ts, createConverter(), {
      notifyChanges: () => watched.notifyChanges(),
      startEmit: () => (emitted = new Emitted()),
    });
  };
}

interface Compilation {
  notifyChanges(): void;
  startEmit(): Emitted;
}

function cellConverter(
  ts: Ts,
  converter: TslabConverter.Converter,
  compilation: Compilation,
): CellConverter {
  return {
    ts,
    convert: (previous, source) => {
      const emitted = compilation.startEmit();
      compilation.notifyChanges();
      const result = converter.convert(previous, source);
      const { cellMap, moduleMap, foreignModules } = emitted;
      return {
        code: withoutPreamble(result.output ?? ''),
        maps: cellMap && moduleMap ? [moduleMap, cellMap] : [],
        declaredNames: declaredNames(ts, result.output ?? ''),
        declarations: result.declOutput ?? '',
        diagnostics: joinChains(result.diagnostics),
        lastExpression: result.lastExpressionVar,
        // tslab overlooks `await (…)` and `for await`; a function that is async in vain does no harm.
        isAsync: /\bawait\b/.test(result.output ?? ''),
        modules: [
          ...(result.sideOutputs ?? []).map((side) => ({ path: side.path, code: side.data })),
          ...foreignModules,
        ],
      };
    },
    complete: (previous, source, offset) => {
      compilation.notifyChanges();
      return converter.complete(previous, source, offset);
    },
    inspect: (previous, source, offset) => {
      compilation.notifyChanges();
      return converter.inspect(previous, source, offset);
    },
  };
}

/**
 * Declarations of JavaScript and of Node: their documentation is four fifths of their text, takes
 * the compiler most of its time to start, and can be read elsewhere.
 */
const UNDOCUMENTED = /[\\/](@types[\\/]node|typescript-for-tslab)[\\/].*\.d\.ts$/;

function withoutJsDoc(text: string): string {
  return text.replace(/\/\*\*[^]*?\*\//g, '');
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
