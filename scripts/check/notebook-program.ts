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

/** Resolution and target are the kernel's; the strictness is this project's. */
function compilerOptions(root: string): ts.CompilerOptions {
  const modules = path.join(root, 'node_modules');
  return {
    strict: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noUncheckedSideEffectImports: true,
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
): ts.Program {
  // The compiler writes paths with slashes on all systems.
  const nameOf = (file: string): string => path.resolve(file);
  const texts = new Map(modules.map(({ fileName, text }) => [nameOf(fileName), text]));
  const folders = new Set([...texts.keys()].map((file) => path.dirname(file)));
  const options = compilerOptions(root);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (file, languageVersion, ...rest) => {
      const text = texts.get(nameOf(file));
      return text === undefined
        ? disk.getSourceFile(file, languageVersion, ...rest)
        : ts.createSourceFile(file, text, languageVersion);
    },
    fileExists: (file) => texts.has(nameOf(file)) || disk.fileExists(file),
    readFile: (file) => texts.get(nameOf(file)) ?? disk.readFile(file),
    directoryExists: (folder) =>
      folders.has(nameOf(folder)) || (disk.directoryExists?.(folder) ?? true),
  };
  const roots = modules.map(({ fileName }) => fileName);
  return ts.createProgram([...roots, ...globals], options, host);
}
