/** Runs compiled cells that share their names, in either process. */
import vm from 'node:vm';
import { Variables } from '../../kernel/variables';

/** A cell as both processes get it. */
export interface RunnableCell {
  id: string;
  code: string;
  declared: string[];
}

/** What a cell finds around itself. */
export interface CellSurroundings {
  /** Loads a module: whole, or its default export. */
  load: (specifier: string, wantsDefault: boolean) => unknown;
  /** Names that other cells do not declare. */
  outside?: (name: string) => { value: unknown } | undefined;
  /** Called at the borders of hidden tests. */
  hidden?: (isHidden: boolean) => void;
}

type CellFunction = (
  scope: unknown,
  bind: Variables['bind'],
  last: (value: unknown) => unknown,
  load: (specifier: string, wantsDefault?: boolean) => unknown,
  hidden: (isHidden: boolean) => void,
) => Promise<void>;

/** How the cell of an id is called in the stack of an error. */
export function cellFile(id: string): string {
  return `latentlab-cell:${id}.js`;
}

/** The names of the cells that ran, and how the next one runs. */
export class CellSession {
  readonly #variables = new Variables();
  readonly #declared = new Set<string>();
  /** Names of cells that ran to their end. */
  readonly #complete = new Set<string>();
  readonly #scope: object;

  constructor(private readonly surroundings: CellSurroundings) {
    this.#scope = new Proxy(this.#variables.exports, {
      get: (names, name) => {
        if (typeof name !== 'string') return undefined;
        const outside = surroundings.outside?.(name);
        if (outside) return outside.value;
        if (this.#declared.has(name)) return names[name];
        throw new ReferenceError(`${name} is not defined`);
      },
    });
  }

  /** Whether a cell that ran declares a name. */
  has(name: string): boolean {
    return this.#declared.has(name);
  }

  /** Whether the cell that declares a name ran to its end. */
  hasRun(name: string): boolean {
    return this.#complete.has(name);
  }

  /** The value of a name. */
  value(name: string): unknown {
    return this.#variables.exports[name];
  }

  /**
   * Runs a cell to its end.
   *
   * @returns the value of its last expression
   */
  async run({ id, code, declared }: RunnableCell): Promise<unknown> {
    const cell = new vm.Script(code, {
      filename: cellFile(id),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as CellFunction;
    for (const name of declared) this.#declared.add(name);
    let last: unknown;
    await cell(
      this.#scope,
      this.#variables.bind,
      (value) => (last = value),
      (specifier, wantsDefault = false) => this.surroundings.load(specifier, wantsDefault),
      (isHidden) => this.surroundings.hidden?.(isHidden),
    );
    for (const name of declared) this.#complete.add(name);
    return last;
  }
}
