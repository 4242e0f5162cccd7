/**
 * Node's books of asynchronous contexts. Code that is terminated leaves them unbalanced, and up to
 * Node 22 they are checked where anything uses AsyncLocalStorage: the process would abort, also with
 * `--no-force-async-hooks-checks`, which only sets what the checks are at first. What is turned off
 * here saves the cell whose synchronous code is terminated; where code after an await is, in a process
 * that uses AsyncLocalStorage, another check of Node's ends the kernel, which nothing can turn off.
 */
import { createHook } from 'node:async_hooks';

/** Node's internals, as `process.binding` gives them up to Node 22. */
interface AsyncWrap {
  async_hook_fields: Uint32Array;
  constants: { kCheck: number };
  clearAsyncIdStack(): void;
}

interface HookSwitch {
  enable(): unknown;
  disable(): unknown;
}

function asyncWrap(): AsyncWrap | undefined {
  const node = process as unknown as { binding(name: string): AsyncWrap };
  const { noDeprecation } = process;
  // Node 22 warns of this call; there is no other way.
  process.noDeprecation = true;
  try {
    return node.binding('async_wrap');
  } catch {
    // From Node 24 on AsyncLocalStorage keeps no such books.
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}

/**
 * Turns the checks off, and keeps them off when hooks are enabled.
 *
 * @returns closes the books after code was terminated; nothing of it may be running
 */
export function relaxAsyncBooks(): () => void {
  const wrap = asyncWrap();
  if (!wrap) return () => undefined;
  const { async_hook_fields: fields, constants } = wrap;
  fields[constants.kCheck] = 0;
  const hook = Object.getPrototypeOf(createHook({})) as HookSwitch;
  for (const name of ['enable', 'disable'] as const) {
    const original = Reflect.get(hook, name);
    hook[name] = function (this: HookSwitch) {
      const result: unknown = Reflect.apply(original, this, []);
      fields[constants.kCheck] = 0;
      return result;
    };
  }
  return () => wrap.clearAsyncIdStack();
}
