/**
 * Tells which cell the code that runs now belongs to, also in a timer or after an await when other
 * cells have run meanwhile.
 *
 * AsyncLocalStorage would be the natural means, but in Node 20 it turns on the bookkeeping of
 * async_hooks, which aborts the process when an interrupt terminates code. V8's promise hooks and
 * wrapped timers keep no such books.
 */
import { syncBuiltinESMExports } from 'node:module';
import promiseTimers from 'node:timers/promises';
import { promiseHooks } from 'node:v8';

type PromiseTimer = (...args: unknown[]) => Promise<unknown>;

/** Anything that schedules a callback, given as the first argument. */
type Scheduler = (callback: (...args: unknown[]) => unknown, ...rest: unknown[]) => unknown;

export class CellContext<T extends object> {
  /** @param isOver whether a cell was interrupted: its timers then do nothing any more */
  constructor(private readonly isOver: (cell: T) => boolean) {}

  private current: T | undefined;
  private readonly outer: (T | undefined)[] = [];
  private readonly promises = new WeakMap<object, T>();
  private readonly thrown = new WeakMap<object, T>();

  /** Follows promises and timers from now on. */
  install(): void {
    promiseHooks.createHook({
      init: (promise) => {
        if (this.current) this.promises.set(promise, this.current);
      },
      before: (promise) => {
        this.outer.push(this.current);
        this.current = this.promises.get(promise) ?? this.current;
      },
      after: () => {
        this.current = this.outer.pop();
      },
    });
    const holders: [object, string[]][] = [
      [globalThis, ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']],
      [process, ['nextTick']],
    ];
    this.followPromiseTimers();
    for (const [holder, names] of holders) {
      const functions = holder as Record<string, Scheduler>;
      for (const name of names) {
        const original = functions[name];
        if (!original) continue;
        const follow: Scheduler = (callback, ...rest) =>
          Reflect.apply(original, holder, [this.bind(callback), ...rest]);
        // util.promisify finds the promise form of a timer among its properties.
        Object.defineProperties(follow, Object.getOwnPropertyDescriptors(original));
        functions[name] = follow;
      }
    }
  }

  /** The cell that the running code belongs to. */
  get(): T | undefined {
    return this.current;
  }

  /** The cell that threw `error` or rejected `promise`, where that is known. */
  ownerOf(error: unknown, promise?: object): T | undefined {
    const ofPromise = promise && this.promises.get(promise);
    if (ofPromise) return ofPromise;
    return typeof error === 'object' && error !== null ? this.thrown.get(error) : undefined;
  }

  /** Runs `callback` as a part of `cell`. */
  run<R>(cell: T | undefined, callback: () => R): R {
    const outer = this.current;
    this.current = cell;
    try {
      return callback();
    } catch (error) {
      if (cell && typeof error === 'object' && error !== null) this.thrown.set(error, cell);
      throw error;
    } finally {
      this.current = outer;
    }
  }

  /** Forgets what ran: after code was terminated, nothing closed its context. */
  reset(): void {
    this.outer.length = 0;
    this.current = undefined;
  }

  /** The timers of node:timers/promises go past the global ones. */
  private followPromiseTimers(): void {
    const timers = promiseTimers as unknown as Record<string, PromiseTimer>;
    for (const name of ['setTimeout', 'setImmediate']) {
      const original = timers[name];
      if (!original) continue;
      timers[name] = async (...args) => {
        const cell = this.current;
        const value = await original(...args);
        // What an interrupted cell waits for does not come.
        return cell && this.isOver(cell) ? new Promise(() => undefined) : value;
      };
    }
    syncBuiltinESMExports();
  }

  private bind(callback: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
    const cell = this.current;
    if (!cell || typeof callback !== 'function') return callback;
    const runInCell = (call: () => unknown): unknown =>
      this.isOver(cell) ? undefined : this.run(cell, call);
    return function (this: unknown, ...args) {
      return runInCell(() => Reflect.apply(callback, this, args));
    };
  }
}
