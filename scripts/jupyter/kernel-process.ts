import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnectionFile, type Connection, type ConnectionFile } from './connection';
import { KernelError } from './error';
import type { KernelSpec } from './kernelspec';
import { KERNEL_ID_VARIABLE, killTree, peakMemory, signalGroup, treeMemory } from './process-tree';

/** How a kernel's process ended. */
export interface KernelExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Where and how a kernel is started. */
export interface StartKernelOptions {
  /** The kernel's working directory: the notebook's folder. */
  cwd: string;
  /** Folder of kernel.json, for `{resource_dir}` in the specification. */
  resourceDir?: string;
  /** Added to the environment, over the specification's own. */
  env?: Record<string, string>;
  /** Bytes of memory from which it is killed, with all that it started. Linux only. */
  memoryBytes?: number;
}

/** Memory that a kernel held when it was killed for it. */
export interface MemoryExcess {
  bytes: number;
  limit: number;
}

/** How much of what the process prints itself is kept for error messages. */
const TAIL_BYTES = 64 * 1024;
/** How long to wait for what the process printed before its end. */
const LAST_WORDS_MS = 200;
const MEMORY_SAMPLE_MS = 500;
/** A limit must be noticed before the machine runs out of memory. */
const LIMITED_SAMPLE_MS = 200;

/** What programs write for one another; terminals show nothing of it. */
// eslint-disable-next-line no-control-regex -- it is about control characters
const CONTROL_STRING = /\u001b_[^\u001b]*\u001b\\/g;

const running = new Set<KernelProcess>();

/** Kills every kernel that this process started, at once. Synchronous. */
export function killAllKernels(): void {
  for (const kernel of running) kernel.kill();
}

let killsAtExit = false;

function killAtExit(): void {
  if (killsAtExit) return;
  killsAtExit = true;
  process.on('exit', killAllKernels);
}

function fill(argument: string, connectionFile: string, resourceDir: string): string {
  return argument
    .replaceAll('{connection_file}', connectionFile)
    .replaceAll('{resource_dir}', resourceDir);
}

function environment(spec: KernelSpec, added: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(spec.env ?? {}).map(([name, value]) => [
    name,
    value.replace(/\$\{(\w+)\}/g, (whole, key: string) => process.env[key] ?? whole),
  ]);
  return {
    ...process.env,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...added,
    // A kernel watches its parent, and ends when that is gone.
    JPY_PARENT_PID: String(process.pid),
  };
}

/** A kernel's process with everything that must be put away after it. */
export class KernelProcess {
  readonly connection: Connection;
  /** Resolves when the process has ended. */
  readonly exited: Promise<KernelExit>;
  readonly #id: string;
  readonly #child: ChildProcess & { pid: number };
  readonly #file: ConnectionFile;
  readonly #sampling: NodeJS.Timeout;
  #exit: KernelExit | undefined;
  #tail = Buffer.alloc(0);
  #peak: number | undefined;
  readonly #memoryBytes: number | undefined;
  #excess: MemoryExcess | undefined;

  /** Use {@link startKernel}. */
  constructor(
    child: ChildProcess & { pid: number },
    file: ConnectionFile,
    id: string,
    memoryBytes?: number,
  ) {
    this.#child = child;
    this.#memoryBytes = memoryBytes;
    this.#file = file;
    this.#id = id;
    this.connection = file.connection;
    const keep = (chunk: Buffer): void => {
      this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.#sampling = setInterval(
      () => void this.#sampleMemory(),
      memoryBytes === undefined ? MEMORY_SAMPLE_MS : LIMITED_SAMPLE_MS,
    );
    this.#sampling.unref();
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exit = { code, signal };
        clearInterval(this.#sampling);
        // Its last words may still be on their way; what it left running may hold its pipes open.
        const closed = once(child, 'close');
        const lastWords = (): Promise<unknown> => Promise.race([closed, sleep(LAST_WORDS_MS)]);
        void lastWords()
          .then(() => killTree(child.pid, this.#id))
          .then(lastWords)
          .then(() => resolve({ code, signal }));
      });
    });
    running.add(this);
    killAtExit();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How the process ended, where it has. */
  get exit(): KernelExit | undefined {
    return this.#exit;
  }

  /** The most memory the process was seen to hold, in bytes, where the platform tells. */
  get peakMemoryBytes(): number | undefined {
    return this.#peak;
  }

  /** What it held when it was killed for holding too much, where it was. */
  get excess(): MemoryExcess | undefined {
    return this.#excess;
  }

  /** The end of what the process itself wrote to stdout and stderr, at most 64 kB. */
  get printed(): string {
    return this.#tail.toString('utf8').replace(CONTROL_STRING, '');
  }

  /** Interrupts the process and its children by signal, as Ctrl-C in a terminal does. */
  interrupt(): void {
    if (!this.#exit) signalGroup(this.pid, 'SIGINT');
  }

  /** Kills the process and all that it started, at once, and removes its connection file. */
  kill(): void {
    killTree(this.pid, this.#id);
    rmSync(dirname(this.#file.path), { recursive: true, force: true });
  }

  /**
   * Waits `graceMs` for the process to end by itself, sends SIGTERM, waits again, and kills it and
   * all that it started. Ask the kernel to shut down first. Resolves when nothing is left.
   */
  async stop(graceMs: number): Promise<void> {
    await this.#sampleMemory();
    const ended = (ms: number): Promise<unknown> =>
      Promise.race([this.exited, sleep(ms, undefined, { ref: false })]);
    if (!this.#exit) await ended(graceMs);
    if (!this.#exit) {
      signalGroup(this.pid, 'SIGTERM');
      await ended(graceMs);
    }
    if (!this.#exit) this.kill();
    await this.exited;
    running.delete(this);
    await this.#file.remove();
  }

  async #sampleMemory(): Promise<void> {
    const bytes = await peakMemory(this.pid);
    if (bytes !== undefined) this.#peak = Math.max(this.#peak ?? 0, bytes);
    const limit = this.#memoryBytes;
    if (limit === undefined || this.#exit || this.#excess) return;
    const held = treeMemory(this.pid);
    if (held <= limit) return;
    this.#excess = { bytes: held, limit };
    this.kill();
  }
}

/**
 * Starts a kernel in a process group of its own. It is running, but need not answer yet.
 *
 * @throws KernelError where the program cannot be started
 */
export async function startKernel(
  spec: KernelSpec,
  options: StartKernelOptions,
): Promise<KernelProcess> {
  const { cwd, resourceDir = '', env = {}, memoryBytes } = options;
  const file = await createConnectionFile();
  const id = randomUUID();
  const [program = '', ...args] = spec.argv.map((part) => fill(part, file.path, resourceDir));
  const child = spawn(program, args, {
    cwd,
    env: environment(spec, { ...env, [KERNEL_ID_VARIABLE]: id }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    await file.remove();
    throw new KernelError(
      `The kernel's program '${program}' cannot be started in ${cwd}: ${(cause as Error).message}.`,
      'Check that it is installed.',
      { cause },
    );
  }
  return new KernelProcess(child as ChildProcess & { pid: number }, file, id, memoryBytes);
}
