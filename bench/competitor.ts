import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a process says first. */
export interface Start {
  /** Milliseconds of the first repetition, with whatever is compiled in it. */
  first: number;
  /** Steps in a repetition. */
  steps: number;
  /** Floating-point operations in a step. */
  flops?: number;
}

/** What a process says about one repetition. */
export interface Repetition {
  ms: number;
  /** The most resident memory so far, in bytes. */
  peakMemory: number;
}

/** A process that repeats a piece of work whenever it is asked to, and answers in lines of JSON. */
export class Competitor {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string, undefined>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const reader = createInterface({ input: this.child.stdout });
    this.lines = reader[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  }

  async start(): Promise<Start> {
    return (await this.read()) as Start;
  }

  async repeat(): Promise<Repetition> {
    this.child.stdin.write('again\n');
    return (await this.read()) as Repetition;
  }

  end(): void {
    this.child.stdin.end('end\n');
  }

  /** The next line of JSON; libraries may print others. */
  private async read(): Promise<unknown> {
    for (;;) {
      const line = await this.lines.next();
      if (line.done) throw new Error(`${this.child.spawnargs.join(' ')} ended early.`);
      if (line.value.startsWith('{')) return JSON.parse(line.value) as unknown;
    }
  }
}
