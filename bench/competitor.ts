import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** What a process says about one repetition. */
export interface Repetition {
  ms: number;
  peakMemory: number;
}

/** A process that repeats a piece of work whenever it is asked to. */
export class Competitor {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, {
      stdio: ['pipe', 'pipe', process.env['BENCH_DEBUG'] ? 'inherit' : 'ignore'],
    });
    this.reader = createInterface({ input: this.child.stdout! });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** The record of the first time, with whatever it compiles, and the facts of the work. */
  async start(): Promise<{ first: number; steps: number; flops?: number }> {
    return (await this.read()) as { first: number; steps: number };
  }

  /** One more time. */
  async repeat(): Promise<Repetition> {
    this.child.stdin!.write('again\n');
    return (await this.read()) as Repetition;
  }

  end(): void {
    this.child.stdin!.end('end\n');
  }

  private async read(): Promise<unknown> {
    for (;;) {
      const { value, done } = (await this.lines.next()) as IteratorResult<string, undefined>;
      if (done) throw new Error(`${this.child.spawnargs.join(' ')} ended early.`);
      if (value.startsWith('{')) return JSON.parse(value) as unknown;
    }
  }
}
