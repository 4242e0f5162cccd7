/**
 * A loader of CommonJS modules for the process that makes a snapshot: there, Node's own knows only
 * built-in modules.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

interface LoadedModule {
  exports: unknown;
}

interface Require {
  (request: string): unknown;
  resolve(request: string): string;
  cache: Record<string, LoadedModule>;
}

/** What Node gives a CommonJS module. */
type Factory = (
  exports: unknown,
  require: Require,
  module: LoadedModule,
  fileName: string,
  folder: string,
) => void;

export class CommonJsLoader {
  /** Modules by file. */
  readonly cache: Record<string, LoadedModule> = {};

  /** @param builtin Node's `require` */
  constructor(private readonly builtin: (name: string) => unknown) {}

  /** `require` as a module in `fileName` sees it. */
  requireFrom(fileName: string): Require {
    const folder = path.dirname(fileName);
    return Object.assign((request: string) => this.load(request, folder), {
      resolve: (request: string) => resolve(request, folder),
      cache: this.cache,
    });
  }

  private load(request: string, folder: string): unknown {
    const name = request.replace(/^node:/, '');
    if (name === 'module') {
      return { createRequire: (fileName: string) => this.requireFrom(fileName) };
    }
    if (WITHOUT.has(name)) throw new Error(`${name} cannot be in a snapshot.`);
    if (BUILTIN.test(request)) return this.builtin(name);
    const fileName = resolve(request, folder);
    const loaded = this.cache[fileName];
    if (loaded) return loaded.exports;
    const module: LoadedModule = { exports: {} };
    this.cache[fileName] = module;
    const text = readFileSync(fileName, 'utf8');
    if (fileName.endsWith('.json')) module.exports = JSON.parse(text);
    else {
      const code = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
      const factory = vm.runInThisContext(code, { filename: fileName }) as Factory;
      const require = this.requireFrom(fileName);
      factory.call(
        module.exports,
        module.exports,
        require,
        module,
        fileName,
        path.dirname(fileName),
      );
    }
    return module.exports;
  }
}

/** All that the compiler and tslab ask for. */
const BUILTIN = /^(node:.*|buffer|crypto|fs|os|path|util)$/;
/** The compiler can do without these; objects of theirs would not outlive the snapshot. */
const WITHOUT = new Set(['inspector', 'perf_hooks']);

function resolve(request: string, folder: string): string {
  if (/^\.{0,2}\//.test(request) || path.isAbsolute(request)) {
    const file = fileOf(path.resolve(folder, request));
    if (file) return file;
  } else {
    for (let above = folder; ; above = path.dirname(above)) {
      const file = fileOf(path.join(above, 'node_modules', request));
      if (file) return file;
      if (above === path.dirname(above)) break;
    }
  }
  throw new Error(`Cannot find module '${request}' from ${folder}.`);
}

function fileOf(base: string): string | undefined {
  const candidates = ['', '.js', '.json', `${path.sep}index.js`].map((end) => base + end);
  const file = candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
  if (file) return realpathSync(file);
  const description = path.join(base, 'package.json');
  if (!statSync(description, { throwIfNoEntry: false })) return undefined;
  const { main } = JSON.parse(readFileSync(description, 'utf8')) as { main?: string };
  return main === undefined ? undefined : fileOf(path.join(base, main));
}
