/**
 * The session's variables. Cells are functions, and what a cell declares is local to its function,
 * where its own functions use it; later cells reach it as a property of `exports`. Both must always
 * be the same variable: reading and writing the property goes through to the local one.
 */
import type * as TypeScript from '@tslab/typescript-for-tslab';

/** Reads and writes a local variable of a cell. */
type Binding = [get: () => unknown, set: (value: unknown) => void];

/** A variable is read before its declaration ran: it is there, but has no value yet. */
function isUninitialized(error: unknown): boolean {
  return error instanceof ReferenceError;
}

export class Variables {
  private readonly bindings = new Map<PropertyKey, Binding>();

  /** What cells see as `exports`. */
  readonly exports: Record<string, unknown> = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (target, name, receiver) => {
        const binding = this.bindings.get(name);
        if (!binding) return Reflect.get(target, name, receiver) as unknown;
        try {
          return binding[0]();
        } catch (error) {
          if (isUninitialized(error)) return undefined;
          throw error;
        }
      },
      set: (target, name, value, receiver) => {
        const binding = this.bindings.get(name);
        if (!binding) return Reflect.set(target, name, value, receiver);
        // The compiler copies each local variable into exports: it is there already.
        if (this.exports[name as string] === value) return true;
        try {
          binding[1](value);
        } catch (error) {
          if (!isUninitialized(error)) throw error;
        }
        return true;
      },
      // TypeScript defines imported names with getters; here they are values, like all others.
      defineProperty: (target, name, attributes) => {
        if (name === '__esModule') return true;
        this.bindings.delete(name);
        const value: unknown = attributes.get ? attributes.get.call(target) : attributes.value;
        const writable = { writable: true, enumerable: true, configurable: true };
        return Reflect.defineProperty(target, name, { value, ...writable });
      },
      deleteProperty: (target, name) => {
        this.bindings.delete(name);
        return Reflect.deleteProperty(target, name);
      },
    },
  );

  /** Names of the variables that have a value. */
  assignedNames(): string[] {
    const names = new Set([...Object.keys(this.exports), ...this.bindings.keys()].map(String));
    return [...names].filter((name) => this.exports[name] !== undefined);
  }

  /** Takes in the local variables of a cell that begins to run. */
  readonly bind = (locals: Record<string, Binding>): void => {
    for (const [name, binding] of Object.entries(locals)) this.bindings.set(name, binding);
  };
}

/** Code of an object literal for {@link Variables.bind}. */
export function bindingsCode(names: readonly string[]): string {
  const entries = names.map((name) => `${name}: [() => ${name}, ($) => { ${name} = $; }]`);
  return `{ ${entries.join(', ')} }`;
}

/**
 * The compiler first sets all exports to undefined. Here that would overwrite functions, which are
 * local variables from the start: leaves the line out, but keeps its place for the source map.
 */
export function withoutPreamble(code: string): string {
  return code.replace(/^exports\.[^\s=]+(?: = exports\.[^\s=]+)* = void 0;$/m, '');
}

/** Names that a cell's JavaScript declares at its top level, imports apart. */
export function declaredNames(ts: typeof TypeScript, code: string): string[] {
  const names: string[] = [];
  const collect = (name: TypeScript.BindingName): void => {
    if (ts.isIdentifier(name)) {
      names.push(name.text);
      return;
    }
    for (const element of name.elements) if (ts.isBindingElement(element)) collect(element.name);
  };
  for (const statement of ts.createSourceFile('cell.js', code, ts.ScriptTarget.ES2022).statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) collect(name);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) names.push(statement.name.text);
    }
  }
  return names;
}
