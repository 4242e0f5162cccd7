import path from 'node:path';
import ts from 'typescript';
import type { VirtualModule } from './cell-module';

/** What cells find around them. */
export interface TypeEnvironment {
  /** Folder of this project: `latentlab` is its build, and its packages are there for all cells. */
  root: string;
  /** Declaration files of what the kernel adds to the globals. */
  globals: readonly string[];
}

/** How a program is made where it is not for this project's own notebooks. */
export interface ProgramSettings {
  /** More than the kernel's strictness. @default true */
  isStrict?: boolean;
  /** What earlier programs read from disk: it is not read again. */
  parsed?: Map<string, ts.SourceFile>;
  /** Which files on disk the cells may get at. @default all */
  mayRead?: (file: string) => boolean;
}

const STRICT: ts.CompilerOptions = {
  strict: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedSideEffectImports: true,
};

/** Resolution and target are the kernel's; the strictness is this project's. */
function compilerOptions(root: string, isStrict: boolean): ts.CompilerOptions {
  const modules = path.join(root, 'node_modules');
  return {
    ...(isStrict && STRICT),
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    moduleDetection: ts.ModuleDetectionKind.Force,
    esModuleInterop: true,
    experimentalDecorators: true,
    resolveJsonModule: true,
    allowJs: true,
    skipLibCheck: true,
    noEmit: true,
    typeRoots: [path.join(modules, '@types')],
    types: ['node'],
    paths: {
      latentlab: [path.join(root, 'dist', 'lib', 'index.d.ts')],
      '*': [path.join(modules, '*'), path.join(modules, '@types', '*')],
    },
  };
}

/** One program of all modules, so that what they import is read once. */
export function createNotebookProgram(
  modules: readonly VirtualModule[],
  { root, globals }: TypeEnvironment,
  { isStrict = true, parsed = new Map(), mayRead = () => true }: ProgramSettings = {},
): ts.Program {
  // The compiler writes paths with slashes on all systems.
  const nameOf = (file: string): string => path.resolve(file);
  const texts = new Map(modules.map(({ fileName, text }) => [nameOf(fileName), text]));
  const folders = new Set([...texts.keys()].map((file) => path.dirname(file)));
  const options = compilerOptions(root, isStrict);
  const disk = ts.createCompilerHost(options);
  const fromDisk: typeof disk.getSourceFile = (file, ...rest) => {
    const source =
      parsed.get(file) ?? (mayRead(file) ? disk.getSourceFile(file, ...rest) : undefined);
    if (source) parsed.set(file, source);
    return source;
  };
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (file, languageVersion, ...rest) => {
      const text = texts.get(nameOf(file));
      return text === undefined
        ? fromDisk(file, languageVersion, ...rest)
        : ts.createSourceFile(file, text, languageVersion);
    },
    fileExists: (file) => texts.has(nameOf(file)) || (mayRead(file) && disk.fileExists(file)),
    readFile: (file) =>
      texts.get(nameOf(file)) ?? (mayRead(file) ? disk.readFile(file) : undefined),
    directoryExists: (folder) =>
      folders.has(nameOf(folder)) || (disk.directoryExists?.(folder) ?? true),
  };
  const roots = modules.map(({ fileName }) => fileName);
  return ts.createProgram([...roots, ...globals], options, host);
}
