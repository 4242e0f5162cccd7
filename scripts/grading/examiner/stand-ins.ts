/** Stand-ins, in the tests' process, for functions and instances of the student's. */

/** The process that has them. */
export interface Remote {
  /** Changes with each call. */
  readonly generation: number;
  call(target: number, self: unknown, args: unknown[]): unknown;
  construct(target: number, args: unknown[]): object;
  read(target: number, key: string): unknown;
  write(target: number, key: string, value: unknown): void;
}

/** Reads properties: within one generation each only once, so that they cannot change meanwhile. */
class Properties {
  #generation = -1;
  #values = new Map<string, unknown>();

  constructor(
    private readonly remote: Remote,
    private readonly target: number,
  ) {}

  read(key: string): unknown {
    if (this.#generation !== this.remote.generation) {
      this.#generation = this.remote.generation;
      this.#values = new Map();
    }
    if (!this.#values.has(key)) {
      this.#values.set(key, this.remote.read(this.target, key));
    }
    return this.#values.get(key);
  }
}

/** Never asked of the student's process: languages and tools read them on their own account. */
const LOCAL = new Set(['then', 'constructor', 'prototype', '__proto__', 'toJSON', 'nodeType']);

/** What an instance of the student's is here: nothing of its own, so that it equals only itself. */
class RemoteInstance {}

function conversion(name: string) {
  return (): never => {
    throw new TypeError(`A ${name} is an object, not a number or text.`);
  };
}

/** A stand-in for an instance. */
export function remoteInstance(remote: Remote, target: number, name: string): object {
  const properties = new Properties(remote, target);
  const convert = conversion(name);
  return new Proxy(new RemoteInstance(), {
    get: (_, key) => {
      if (key === Symbol.toPrimitive) return convert;
      if (typeof key === 'symbol' || LOCAL.has(key)) return undefined;
      if (key === 'valueOf' || key === 'toString') return convert;
      return properties.read(key);
    },
    has: (_, key) =>
      typeof key === 'string' && !LOCAL.has(key) && properties.read(key) !== undefined,
    set: (_, key, value) => {
      if (typeof key === 'symbol' || LOCAL.has(key)) return false;
      remote.write(target, key, value);
      return true;
    },
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  });
}

/** A stand-in for a function or a class. */
export function remoteFunction(
  remote: Remote,
  target: number,
  name: string,
  length: number,
): object {
  const properties = new Properties(remote, target);
  // A function, so that it can be called and made instances of.
  const body = function (): void {
    // Never run: both ways to call it are below.
  };
  Object.defineProperty(body, 'name', { value: name });
  Object.defineProperty(body, 'length', { value: length });
  return new Proxy(body, {
    apply: (_, self: unknown, args: unknown[]) => remote.call(target, self, args),
    construct: (_, args: unknown[]) => remote.construct(target, args),
    get: (own, key) => {
      const isOwn = Reflect.has(own, key) && key !== 'arguments' && key !== 'caller';
      if (isOwn) return Reflect.get(own, key) as unknown;
      if (typeof key === 'symbol' || LOCAL.has(key)) return undefined;
      return properties.read(key);
    },
    set: () => false,
    defineProperty: () => false,
    setPrototypeOf: () => false,
  });
}
