import { KernelClient, type MessageListener } from '../jupyter/client';
import { KernelError } from '../jupyter/error';
import { startKernel, type KernelExit, type KernelProcess } from '../jupyter/kernel-process';
import type { KernelSpec } from '../jupyter/kernelspec';
import type { Message } from '../jupyter/message';
import { memorySize } from './format';
import { waitFor, type Cut, type Limits } from './race';

/** A kernel that can be started, under the name by which notebooks ask for it. */
export interface ResolvedKernel {
  name: string;
  spec: KernelSpec;
  /** Folder of kernel.json, where it was found in one. */
  resourceDir?: string;
}

/** How long to wait for a kernel, in seconds, and what it may use. */
export interface KernelLimits {
  /** For its first answer. */
  startSeconds: number;
  /** For an interrupted cell to stop, and for each step of shutting down. */
  graceSeconds: number;
  /** Bytes that the kernel and what it started may hold; more of them end it. */
  memoryBytes?: number;
}

/** The run was interrupted while the kernel started. */
export class InterruptedStart extends KernelError {}

/** How waiting for a running cell ended; `dead`: the kernel's process ended first. */
export type ExecuteEnd = { reply: Message } | { dead: KernelExit } | Cut;

/** Messages that a process sent before its end are still on their way when it is gone. */
const DRAIN_MS = 150;
/** An interrupt that comes while a kernel still compiles the cell may find nothing to interrupt. */
const INTERRUPTS = 2;
const LAST_WORDS = 10;
const PORT_TAKEN = /EADDRINUSE|address already in use/i;

/** What V8 prints when its heap is full; the process then ends by SIGABRT. */
const HEAP_FULL = /heap out of memory|Reached heap limit/;
/** Lines of a native stack trace say nothing to the author of a notebook. */
const NATIVE_FRAME = /^\s*\d+: 0x[0-9a-f]+|-+ Native stack trace -+|^\[\d+:0x/;

/** How a kernel's process ended, as the end of a sentence, and what to do where that is known. */
export function describeExit({ code, signal }: KernelExit, process: KernelProcess): string {
  const { excess, printed } = process;
  if (excess) {
    const [used, limit] = [memorySize(excess.bytes), memorySize(excess.limit)];
    return (
      `it used more than ${limit} of memory (${used}) and was stopped. ` +
      'Use less data or smaller batches, or raise --max-memory.'
    );
  }
  if (HEAP_FULL.test(printed)) {
    return (
      'JavaScript ran out of memory. Use less data, keep numbers in tensors or typed arrays, or ' +
      'raise the limit: NODE_OPTIONS=--max-old-space-size=8192 (megabytes).'
    );
  }
  if (signal === 'SIGKILL') {
    return 'its process was killed by SIGKILL, which a system does where memory runs out.';
  }
  return signal === null
    ? `its process ended with exit code ${code ?? 'unknown'}.`
    : `its process was ended by ${signal}.`;
}

/** The last lines that a kernel's process printed itself. */
export function lastWords(process: KernelProcess): string[] {
  const lines = process.printed.split('\n');
  return lines.filter((line) => line.trim() !== '' && !NATIVE_FRAME.test(line)).slice(-LAST_WORDS);
}

function lookAt(process: KernelProcess): string {
  const words = lastWords(process);
  return words.length === 0
    ? 'It printed nothing; start it by hand to see why.'
    : `Look at what it printed last:\n${words.join('\n')}`;
}

/** A kernel for one notebook. Stop it in a `finally`. */
export class KernelSession {
  readonly process: KernelProcess;
  readonly #client: KernelClient;
  readonly #kernel: ResolvedKernel;
  readonly #limits: KernelLimits;
  #info: Record<string, unknown> = {};
  #startSeconds = 0;

  private constructor(process: KernelProcess, kernel: ResolvedKernel, limits: KernelLimits) {
    this.process = process;
    this.#client = new KernelClient(process.connection);
    this.#kernel = kernel;
    this.#limits = limits;
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws KernelError where it cannot be started, ends, or stays silent too long
   * @throws InterruptedStart where `signal` is aborted first
   */
  static async start(
    kernel: ResolvedKernel,
    cwd: string,
    limits: KernelLimits,
    signal?: AbortSignal,
  ): Promise<KernelSession> {
    try {
      return await KernelSession.#start(kernel, cwd, limits, signal);
    } catch (error) {
      // Another program may take a port between our choosing it and the kernel's binding it.
      if (!(error instanceof KernelError && PORT_TAKEN.test(error.message))) throw error;
      return KernelSession.#start(kernel, cwd, limits, signal);
    }
  }

  static async #start(
    kernel: ResolvedKernel,
    cwd: string,
    limits: KernelLimits,
    signal?: AbortSignal,
  ): Promise<KernelSession> {
    const { spec, resourceDir } = kernel;
    const started = performance.now();
    const process = await startKernel(spec, {
      cwd,
      ...(resourceDir && { resourceDir }),
      ...(limits.memoryBytes !== undefined && { memoryBytes: limits.memoryBytes }),
    });
    const session = new KernelSession(process, kernel, limits);
    try {
      session.#info = await session.#firstAnswer(signal);
    } catch (error) {
      await session.stop(true);
      throw error;
    }
    session.#startSeconds = (performance.now() - started) / 1000;
    return session;
  }

  /** Content of the kernel's `kernel_info_reply`. */
  get info(): Record<string, unknown> {
    return this.#info;
  }

  /** Seconds from starting the process to its first answer. */
  get startSeconds(): number {
    return this.#startSeconds;
  }

  /** Runs code until the kernel is done with it, ends, `timeoutSeconds` pass, or `signal` aborts. */
  async execute(
    code: string,
    options: {
      stopOnError: boolean;
      onMessage: MessageListener;
      timeoutSeconds: number;
      signal?: AbortSignal;
    },
  ): Promise<{ end: ExecuteEnd; reply: Promise<Message> }> {
    const { stopOnError, onMessage, timeoutSeconds, signal } = options;
    const reply = this.#client.execute(code, { stopOnError, onMessage });
    const end = await this.#settle(reply, {
      timeoutMs: timeoutSeconds * 1000,
      ...(signal && { signal }),
    });
    return { end, reply };
  }

  /** Interrupts the running code; whether it ended within the time of grace. */
  async interrupt(reply: Promise<Message>): Promise<boolean> {
    const timeoutMs = (this.#limits.graceSeconds * 1000) / INTERRUPTS;
    for (let i = 0; i < INTERRUPTS; i++) {
      if (this.#kernel.spec.interrupt_mode === 'message') {
        this.#client.interrupt().catch(() => undefined);
      } else {
        this.process.interrupt();
      }
      const end = await this.#settle(reply, { timeoutMs });
      if (typeof end === 'object') return 'reply' in end;
    }
    return false;
  }

  /** Whether the kernel's heartbeat answers: a process that is stopped or stuck does not. */
  async isResponsive(): Promise<boolean> {
    return this.#client.heartbeat(1000);
  }

  /**
   * Ends the kernel and all that it started; with `force`, without asking it first. Resolves with how
   * it had failed before it was asked, where it had.
   */
  async stop(force: boolean): Promise<KernelExit | undefined> {
    const graceMs = this.#limits.graceSeconds * 1000;
    let failure: KernelExit | undefined;
    if (force) {
      this.process.kill();
    } else {
      const end = await this.#settle(this.#client.shutdown(), { timeoutMs: graceMs });
      // Some kernels end without an answer, but not with an exit code.
      if (typeof end === 'object' && 'dead' in end && end.dead.code !== 0) failure = end.dead;
    }
    await this.process.stop(force ? 0 : graceMs);
    this.#client.close();
    return failure;
  }

  async #firstAnswer(signal?: AbortSignal): Promise<Record<string, unknown>> {
    const { name } = this.#kernel;
    const { startSeconds } = this.#limits;
    const end = await this.#settle(this.#client.waitUntilReady(), {
      timeoutMs: startSeconds * 1000,
      ...(signal && { signal }),
    });
    if (end === 'aborted') {
      throw new InterruptedStart('The run was interrupted.', 'Run the notebook again.');
    }
    if (end === 'timeout') {
      throw new KernelError(
        `The kernel '${name}' did not answer within ${startSeconds} s of its start.`,
        lookAt(this.process),
      );
    }
    if ('dead' in end) {
      throw new KernelError(
        `The kernel '${name}' never started: ${describeExit(end.dead, this.process)}`,
        lookAt(this.process),
      );
    }
    return end.reply.content;
  }

  async #settle(reply: Promise<Message>, limits: Limits): Promise<ExecuteEnd> {
    reply.catch(() => undefined); // Closing the client rejects what was given up.
    const replied = reply.then((message) => ({ reply: message }));
    const dead = this.process.exited.then((exit) => ({ dead: exit }));
    const first = await waitFor(Promise.race([replied, dead]), limits);
    if (typeof first === 'string') return first;
    if ('reply' in first.value) return first.value;
    const late = await waitFor(replied, { timeoutMs: DRAIN_MS });
    return typeof late === 'string' ? first.value : late.value;
  }
}
