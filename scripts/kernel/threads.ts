/**
 * What the kernel's two threads say to each other. The main thread runs the user's code and may be
 * blocked by it for any time; the wire thread owns the sockets, and so stays able to answer the
 * heartbeat, deliver output and interrupt.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Message, MessageHeader } from '../jupyter/message';
import type { NativeSource } from './native-streams';

/** Connection file of a kernel, as Jupyter's clients write it. */
export interface ConnectionInfo {
  transport: string;
  ip: string;
  shell_port: number;
  iopub_port: number;
  control_port: number;
  stdin_port: number;
  hb_port: number;
  key: string;
  signature_scheme?: string;
}

/** Start data of the wire thread. */
export interface WireData {
  connection: ConnectionInfo;
  shared: SharedArrayBuffer;
  /** Each message on it is a SIGINT. */
  signals: MessagePort;
  /** Takes what the user typed, see {@link SharedState.waitForInput}. */
  input: MessagePort;
  /** What is written natively, where the platform lets us read it. */
  native: NativeSource | undefined;
  languageVersion: string;
  implementationVersion: string;
}

/** A request as the main thread gets it. */
export type Request = Pick<Message, 'header' | 'content'>;

/** Wire thread to main thread. */
export type ToMain =
  | { type: 'request'; request: Request }
  | { type: 'interrupt' }
  | { type: 'exit' }
  /** The sockets cannot be used. */
  | { type: 'failed'; reason: string };

/**
 * Main thread to wire thread, with the mark that stands before it in what is written natively (see
 * {@link NativeSource}).
 */
export type MarkedToWire = ToWire & { mark: number };

/** Main thread to wire thread. */
export type ToWire =
  /** The main thread is ready for its first request. */
  | { type: 'ready' }
  /** A cell begins: what is written natively from here on is taken for its output. */
  | { type: 'started'; cell: MessageHeader }
  /** A message on iopub; without `parent` it belongs to no request. */
  | {
      type: 'publish';
      msgType: string;
      parent: MessageHeader | undefined;
      content: Record<string, unknown>;
      metadata?: Record<string, unknown>;
      /** What {@link SharedState.addPending} counted for it. */
      bytes: number;
    }
  /** Asks the client of the request in hand for a line of text. */
  | { type: 'input'; prompt: string; password: boolean }
  /** The reply to the request in hand; with `abortQueued`, waiting execute requests are aborted. */
  | { type: 'reply'; content: Record<string, unknown>; abortQueued?: boolean };

/** Bytes of output that may wait in the wire thread before the main thread is held up. */
const MAX_PENDING_BYTES = 8 * 2 ** 20;

const RUNNING = 0;
const INTERRUPTED = 1;
const PENDING_BYTES = 2;
const INPUTS = 3;

/** A few integers in memory that both threads see, also while one of them is blocked. */
export class SharedState {
  private readonly cells: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.cells = new Int32Array(buffer);
  }

  /** Whether a cell is being executed. */
  get isRunning(): boolean {
    return Atomics.load(this.cells, RUNNING) === 1;
  }

  set isRunning(value: boolean) {
    Atomics.store(this.cells, RUNNING, value ? 1 : 0);
  }

  /** Whether an interrupt was asked for and not yet taken notice of. */
  get interrupted(): boolean {
    return Atomics.load(this.cells, INTERRUPTED) === 1;
  }

  set interrupted(value: boolean) {
    Atomics.store(this.cells, INTERRUPTED, value ? 1 : 0);
  }

  /** Counts output on its way. */
  addPending(bytes: number): void {
    Atomics.add(this.cells, PENDING_BYTES, bytes);
  }

  /** Whether so much output waits to be sent that no more should be made. */
  get isFull(): boolean {
    return Atomics.load(this.cells, PENDING_BYTES) > MAX_PENDING_BYTES && !this.interrupted;
  }

  /** Blocks the caller while too much output waits to be sent. */
  waitWhileFull(): void {
    while (this.isFull) {
      Atomics.wait(this.cells, PENDING_BYTES, Atomics.load(this.cells, PENDING_BYTES), 100);
    }
  }

  /** Takes output that was sent out of the count. */
  removePending(bytes: number): void {
    Atomics.sub(this.cells, PENDING_BYTES, bytes);
    Atomics.notify(this.cells, PENDING_BYTES);
  }

  /** Blocks the caller until input has arrived since `ask` was called. */
  waitForInput(ask: () => void): void {
    const before = Atomics.load(this.cells, INPUTS);
    ask();
    Atomics.wait(this.cells, INPUTS, before);
  }

  /** Tells the other thread that input has arrived. */
  inputArrived(): void {
    Atomics.add(this.cells, INPUTS, 1);
    Atomics.notify(this.cells, INPUTS);
  }
}
