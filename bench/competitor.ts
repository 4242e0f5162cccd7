import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a process says first. */
export interface Start {
  /** Milliseconds of the first repetition, with whatever is compiled in it. */
  first: number;
  /** Steps in a repetition. */
  steps: number;
  /** Milliseconds of the first repetition with another model of the same kind. */
  like?: number;
  /** Floating-point operations in a step. */
  flops?: number;
  /** The least bytes that a step moves. */
  bytes?: number;
}

/** What a process says about one repetition. */
export interface Repetition {
  ms: number;
  /** The most resident memory so far, in bytes. */
  peakMemory: number;
}

/** A process that repeats a piece of work whenever it is asked to, and answers in lines of JSON. */
export class Competitor {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string, undefined>,
    /** What it said of its first repetition. */
    readonly first: Start,
  ) {}

  /** Starts the process, and resolves when its first repetition is over. */
  static async start(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<Competitor> {
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const reader = createInterface({ input: child.stdout });
    const lines = reader[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
    return new Competitor(child, lines, (await read(child, lines)) as Start);
  }

  async repeat(): Promise<Repetition> {
    this.child.stdin.write('again\n');
    return (await read(this.child, this.lines)) as Repetition;
  }

  end(): void {
    this.child.stdin.end('end\n');
  }
}

/** The next line of JSON; libraries may print others. */
async function read(
  child: ChildProcessByStdio<Writable, Readable, null>,
  lines: AsyncIterator<string, undefined>,
): Promise<unknown> {
  for (;;) {
    const line = await lines.next();
    if (line.done) throw new Error(`${child.spawnargs.join(' ')} ended early.`);
    if (line.value.startsWith('{')) return JSON.parse(line.value) as unknown;
  }
}
