/**
 * Compiles cells of strangers in a process of its own: their text is only parsed, but a parser can be
 * kept busy, or out of memory, by what it is given.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { GradingError } from '../error';
import type { CellSource, CompiledCell } from './compile-cells';
import type { TypeComplaint } from './type-complaints';

/** A compiler that takes longer has been given something to choke on. */
const MAX_MS = 30_000;
const MAX_HEAP_MB = 512;

/** What its process is asked for. */
export interface CompilerRequest {
  ask: 'code' | 'types';
  cells: CellSource[];
  /** Folder of this project. */
  root: string;
}

/** Compiles notebooks one after the other. */
export class Compiler {
  #child: ChildProcess | undefined;

  /** @param root folder of this project */
  constructor(private readonly root: string) {}

  #start(): ChildProcess {
    this.#child ??= fork(path.join(__dirname, 'compiler-main.js'), {
      execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    return this.#child;
  }

  /**
   * Compiles the cells of one notebook.
   *
   * @throws GradingError where the compiler cannot cope with them
   */
  async compile(cells: readonly CellSource[]): Promise<CompiledCell[]> {
    const answer = await this.#ask<CompiledCell[]>('code', cells);
    if (typeof answer !== 'string') return answer;
    throw new GradingError(
      `The notebook cannot be compiled: ${answer}.`,
      'Look at its longest cells.',
    );
  }

  /** What there is to say about the types of each cell; nothing where that cannot be found out. */
  async complaints(cells: readonly CellSource[]): Promise<TypeComplaint[][]> {
    const answer = await this.#ask<TypeComplaint[][]>('types', cells);
    return typeof answer === 'string' ? [] : answer;
  }

  /** Asks its process; a text is why there is no answer. */
  async #ask<T>(ask: CompilerRequest['ask'], cells: readonly CellSource[]): Promise<T | string> {
    const child = this.#start();
    const sources = cells.map(({ id, source }): CellSource => ({ id, source }));
    const request: CompilerRequest = { ask, cells: sources, root: this.root };
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<T | string>((resolve) => {
        child.once('message', (message) => resolve(message as T));
        child.once('exit', () => resolve('its code takes too much memory to be parsed'));
        timer = setTimeout(() => resolve('its code takes too long to be parsed'), MAX_MS);
        child.send(request);
      });
      if (typeof answer === 'string') this.end();
      return answer;
    } finally {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
    }
  }

  /** Ends its process; the next notebook starts another. */
  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
