/**
 * Compiles cells of strangers in a process of its own: their text is only parsed, but a parser can be
 * kept busy, or out of memory, by what it is given.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { GradingError } from '../error';
import type { CellSource, CompiledCell } from './compile-cells';

/** A compiler that takes longer has been given something to choke on. */
const MAX_MS = 30_000;
const MAX_HEAP_MB = 512;

type Answer = CompiledCell[] | string;

/** Compiles notebooks one after the other. */
export class Compiler {
  #child: ChildProcess | undefined;

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
    const child = this.#start();
    const sources = cells.map(({ id, source }): CellSource => ({ id, source }));
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve) => {
        child.once('message', (message) => resolve(message as Answer));
        child.once('exit', () => resolve('its code takes too much memory to be parsed'));
        timer = setTimeout(() => resolve('its code takes too long to be parsed'), MAX_MS);
        child.send(sources);
      });
      if (typeof answer !== 'string') return answer;
      this.end();
      throw new GradingError(
        `The notebook cannot be compiled: ${answer}.`,
        'Look at its longest cells.',
      );
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
