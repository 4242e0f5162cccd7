/** One session of the user's: converts cells and runs them, keeping their variables. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { TraceMap } from '@jridgewell/trace-mapping';
import {
  type CellConverter,
  type ConvertedCell,
  PREFIX_LINES,
  createCellConverter,
} from './converter';
import { keepAssigned } from './declarations';
import {
  type ErrorContent,
  Interrupted,
  type Sources,
  diagnosticsContent,
  errorContent,
} from './errors';
import { type MimeBundle, mimeBundle } from './mime-bundle';
import { ModuleLoader } from './module-loader';
import { originalPosition } from './source-maps';
import { Phase, type SharedState } from './threads';
import { Variables, bindingsCode } from './variables';

/** How a cell ended. `data` is there where its last expression has a value. */
export type Outcome =
  { status: 'ok'; data?: MimeBundle } | { status: 'error'; error: ErrorContent };

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
  private readonly converter: CellConverter;
  private readonly loader: ModuleLoader;
  private readonly state: SharedState;
  private readonly variables = new Variables();
  private readonly cells = new Map<string, RunCell>();
  private declarations = '';
  private rejectRun: ((reason: unknown) => void) | undefined;

  constructor({ projectRoot, state, modules }: SessionOptions) {
    this.state = state;
    this.converter = createCellConverter(projectRoot);
    this.loader = new ModuleLoader(process.cwd(), projectRoot, modules);
  }

  /** The converter, for requests about code that is not run. */
  get language(): CellConverter {
    return this.converter;
  }

  /** Declarations of the session so far, as the converter wants them. */
  get knownDeclarations(): string {
    return this.declarations;
  }

  /** Ends the running cell with an error, whether or not its code can be stopped. */
  fail(reason: unknown): boolean {
    if (!this.rejectRun) return false;
    this.rejectRun(reason);
    return true;
  }

  /** @param name the cell's name in stacks, unique in the session */
  async execute(name: string, source: string): Promise<Outcome> {
    this.state.phase = Phase.compiling;
    let started: ConvertedCell | undefined;
    try {
      const cell = this.convert(name, source);
      if ('error' in cell) return { status: 'error', error: cell.error };
      this.loader.update(cell.modules);
      if (this.state.interrupted) throw new Interrupted();
      this.state.phase = Phase.running;
      started = cell;
      return await this.race(() => this.run(name, cell));
    } catch (error) {
      if (started) {
        // As in a script that failed half-way, what was assigned before stays known.
        this.declarations = keepAssigned(
          this.converter.ts,
          started.declarations,
          this.variables.exports,
        );
      }
      return { status: 'error', error: errorContent(error, name, this.sources) };
    } finally {
      this.state.phase = Phase.idle;
    }
  }

  /** The error message for something that a cell caused outside its run (a timer, a promise). */
  describe(error: unknown, name: string): ErrorContent {
    return errorContent(error, name, this.sources);
  }

  private convert(name: string, source: string): ConvertedCell | { error: ErrorContent } {
    const cell = this.converter.convert(this.declarations, source);
    if (cell.diagnostics.length > 0) {
      const readFile = (fileName: string): string | undefined => {
        try {
          return readFileSync(path.resolve(fileName), 'utf8');
        } catch {
          return undefined;
        }
      };
      return { error: diagnosticsContent(cell.diagnostics, name, source, readFile) };
    }
    this.cells.set(name, { source, maps: cell.maps.map((map) => new TraceMap(map)) });
    return cell;
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

  /**
   * Runs the user's code in a turn of the event loop of its own: where it has to be terminated, all
   * JavaScript on the stack is lost, and so nothing of the kernel's may be on it.
   */
  private race<T>(run: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.rejectRun = reject;
      setImmediate(() => {
        run().then(resolve, reject);
      });
    }).finally(() => {
      this.rejectRun = undefined;
    });
  }

  private readonly sources: Sources = {
    trace: (fileName, position) => {
      const cell = this.cells.get(fileName);
      if (!cell) return undefined;
      const original = originalPosition(position, cell.maps, PREFIX_LINES);
      return original && { name: fileName, source: cell.source, position: original };
    },
    isInternal: (fileName) => INTERNAL.test(fileName),
  };
}
