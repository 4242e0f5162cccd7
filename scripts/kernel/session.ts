/** One session of the user's: converts cells and runs them, keeping their variables. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { TraceMap } from '@jridgewell/trace-mapping';
import { type ConvertedCell, PREFIX_LINES } from './converter';
import { type CellFailure, type Sources, describeDiagnostics, describeError } from './errors';
import { Language } from './language';
import { type MimeBundle, mimeBundle } from './mime-bundle';
import { adaptLoaded } from './danfo-display';
import { ModuleLoader } from './module-loader';
import { CompiledFiles, originalPosition } from './source-maps';
import type { SharedState } from './threads';
import { Variables, bindingsCode } from './variables';

/** How a cell ended. `data` is there where its last expression has a value. */
export type Outcome = { status: 'ok'; data?: MimeBundle } | { status: 'error'; error: CellFailure };

export interface SessionOptions {
  projectRoot: string;
  state: SharedState;
  /** Modules that the kernel provides itself, by name. */
  modules: Record<string, () => unknown>;
}

/** Frames of these files are the kernel's or Node's, and say nothing to the user. */
const INTERNAL = /^node:|[\\/]dist[\\/]scripts[\\/]kernel[\\/]|[\\/]node_modules[\\/]tslab[\\/]/;

interface RunCell {
  source: string;
  maps: TraceMap[];
}

export class Session {
  private readonly language: Language;
  private readonly loader: ModuleLoader;
  private readonly state: SharedState;
  private readonly variables = new Variables();
  private readonly cells = new Map<string, RunCell>();
  private readonly compiled = new CompiledFiles();
  private declarations = '';
  private rejectRun: ((reason: unknown) => void) | undefined;

  constructor({ projectRoot, state, modules }: SessionOptions) {
    this.state = state;
    this.language = new Language(projectRoot);
    this.loader = new ModuleLoader(process.cwd(), projectRoot, modules, adaptLoaded);
  }

  /**
   * Content of the reply to a request about code that is not run.
   *
   * @param cursor in code points
   */
  query(
    method: 'complete' | 'inspect',
    code: string,
    cursor: number,
  ): Promise<Record<string, unknown>> {
    return this.language.call(method, this.declarations, code, cursor);
  }

  /** Content of an is_complete_reply. */
  isComplete(code: string): Promise<Record<string, unknown>> {
    return this.language.call('isComplete', code);
  }

  /**
   * Loads this project's library before a cell asks for it: the compiler is still starting, and
   * there is time. What goes wrong is told to the cell that imports it.
   */
  preload(): void {
    try {
      this.loader.require('latentlab');
    } catch {
      return;
    }
  }

  /** Ends the running cell with an error, whether or not its code can be stopped. */
  fail(reason: unknown): boolean {
    if (!this.rejectRun) return false;
    this.rejectRun(reason);
    return true;
  }

  /** @param name the cell's name in stacks, unique in the session */
  async execute(name: string, source: string): Promise<Outcome> {
    this.state.isRunning = true;
    let started: ConvertedCell | undefined;
    try {
      const converting = this.language.call('convert', this.declarations, source);
      const cell = await this.interruptible(converting);
      if (cell.diagnostics.length > 0) {
        return {
          status: 'error',
          error: describeDiagnostics(cell.diagnostics, name, source, readText),
        };
      }
      this.cells.set(name, { source, maps: cell.maps.map((map) => new TraceMap(map)) });
      this.loader.update(cell.modules);
      started = cell;
      return await this.interruptible(inOwnTurn(() => this.run(name, cell)));
    } catch (error) {
      if (started) {
        // As in a script that failed half-way, what was assigned before stays known.
        const assigned = this.variables.assignedNames();
        const { declarations } = started;
        this.declarations = await this.language.call('keepAssigned', declarations, assigned);
      }
      return { status: 'error', error: describeError(error, name, this.sources) };
    } finally {
      this.state.isRunning = false;
    }
  }

  /** What to tell of something that a cell caused outside its run (a timer, a promise). */
  describe(error: unknown, name: string): CellFailure {
    return describeError(error, name, this.sources);
  }

  private async run(name: string, cell: ConvertedCell): Promise<Outcome> {
    await this.evaluate(name, cell);
    this.declarations = cell.declarations;
    if (cell.lastExpression === undefined) return { status: 'ok' };
    const { exports } = this.variables;
    const value = exports[cell.lastExpression];
    delete exports[cell.lastExpression];
    return value === undefined ? { status: 'ok' } : { status: 'ok', data: await mimeBundle(value) };
  }

  private evaluate(name: string, cell: ConvertedCell): unknown {
    const bindings = bindingsCode(cell.declaredNames);
    const prefix = `(${cell.isAsync ? 'async ' : ''}function (exports, require) { arguments[2](${bindings}); `;
    const script = new vm.Script(`${prefix}${cell.code}\n})`, {
      filename: name,
      columnOffset: -prefix.length,
    });
    const run = script.runInThisContext() as (...values: unknown[]) => unknown;
    const result = run(this.variables.exports, this.loader.require, this.variables.bind);
    return cell.isAsync ? result : undefined;
  }

  /** Follows `promise` until {@link fail} ends the cell. */
  private interruptible<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.rejectRun = reject;
      promise.then(resolve, reject);
    }).finally(() => {
      this.rejectRun = undefined;
    });
  }

  private readonly sources: Sources = {
    trace: (fileName, position) => {
      const cell = this.cells.get(fileName);
      if (!cell) return this.compiled.trace(fileName, position);
      const original = originalPosition(position, cell.maps, PREFIX_LINES);
      return original && { name: fileName, source: cell.source, position: original };
    },
    isInternal: (fileName) => INTERNAL.test(fileName),
  };
}

/**
 * Runs the user's code in a turn of the event loop of its own: where it has to be terminated, all
 * JavaScript on the stack is lost, and so nothing of the kernel's may be on it.
 */
function inOwnTurn<T>(run: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    setImmediate(() => {
      run().then(resolve, reject);
    });
  });
}

function readText(fileName: string): string | undefined {
  try {
    return readFileSync(path.resolve(fileName), 'utf8');
  } catch {
    return undefined;
  }
}
