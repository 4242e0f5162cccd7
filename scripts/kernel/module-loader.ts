/** `require` as cells see it: packages of the notebook's folder and of this project, local files. */
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import type { LocalModule } from './tslab-compiler';

interface NodeModuleInternals {
  _compile(code: string, fileName: string): void;
  paths: string[];
}

/** Loads what cells import. */
export class ModuleLoader {
  private readonly code = new Map<string, string>();
  private readonly loaded = new Map<string, Module>();
  private readonly projectRequire: NodeRequire;
  /** For the cells themselves. */
  readonly require: NodeRequire;

  /**
   * @param folder the notebook's folder
   * @param projectRoot this project's folder: its packages serve notebooks anywhere
   * @param overrides modules by name that the kernel itself provides
   * @param loadedPackage is told of what cells import
   */
  constructor(
    folder: string,
    private readonly projectRoot: string,
    private readonly overrides: Record<string, () => unknown>,
    private readonly loadedPackage: (id: string, exports: unknown) => void,
  ) {
    this.projectRequire = createRequire(path.join(projectRoot, 'package.json'));
    this.require = this.wrap(createRequire(path.join(folder, 'notebook.js')), folder);
  }

  /** Takes in the compiled local files of a cell; files that changed are loaded anew. */
  update(modules: readonly LocalModule[]): void {
    for (const module of modules) {
      this.code.set(module.path, module.code);
      // What imported the old version must see the new one.
      this.loaded.clear();
    }
  }

  private wrap(original: NodeRequire, folder: string): NodeRequire {
    const load = (id: string): unknown => {
      if (id === 'latentlab') return this.loadLibrary();
      const override = this.overrides[id];
      if (override) return override();
      const local = this.loadLocal(folder, id);
      if (local) return local.exports;
      try {
        const exports: unknown = original(id);
        this.loadedPackage(id, exports);
        return exports;
      } catch (error) {
        if (!isMissing(error, id)) throw error;
        return this.loadFromProject(id, error);
      }
    };
    return Object.assign(load, {
      resolve: original.resolve,
      cache: original.cache,
      main: original.main,
      extensions: original.extensions,
    });
  }

  /** From any folder, a notebook's library is the one of this checkout. */
  private loadLibrary(): unknown {
    return this.projectRequire(this.projectRoot);
  }

  private loadFromProject(id: string, missing: Error): unknown {
    try {
      const exports: unknown = this.projectRequire(id);
      this.loadedPackage(id, exports);
      return exports;
    } catch (error) {
      if (!isMissing(error, id)) throw error;
      const install = /^(\.|\/)/.test(id)
        ? 'Check the path: it is relative to the notebook.'
        : `Install it in the notebook's folder: npm install ${id}`;
      throw new Error(`Cannot find module '${id}'. ${install}`, { cause: missing });
    }
  }

  private loadLocal(folder: string, id: string): Module | undefined {
    if (!id.startsWith('.') && !path.isAbsolute(id)) return undefined;
    const base = path.resolve(folder, id).replace(/\.[cm]?[jt]sx?$/, '');
    for (const fileName of [`${base}.js`, path.join(base, 'index.js')]) {
      const loaded = this.loaded.get(fileName);
      if (loaded) return loaded;
      const code = this.code.get(fileName);
      if (code === undefined) continue;
      const module = new Module(fileName);
      const internals = module as unknown as NodeModuleInternals;
      module.filename = fileName;
      internals.paths = (
        Module as unknown as { _nodeModulePaths(folder: string): string[] }
      )._nodeModulePaths(path.dirname(fileName));
      module.require = this.wrap(createRequire(fileName), path.dirname(fileName));
      this.loaded.set(fileName, module);
      internals._compile(code, fileName);
      return module;
    }
    return undefined;
  }
}

function isMissing(error: unknown, id: string): error is Error {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' &&
    error.message.includes(`'${id}'`)
  );
}
