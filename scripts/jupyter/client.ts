/** The client's side of the wire: the one file that talks ZeroMQ to a kernel. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dealer, Subscriber } from 'zeromq';
import type { Connection } from './connection';
import { KernelError } from './error';
import { createHeader, decodeMessage, encodeMessage, type Message } from './message';

/** Called with each iopub message that a request caused, also after the request has ended. */
export type MessageListener = (message: Message) => void;

/** How a cell is executed. */
export interface ExecuteOptions {
  onMessage?: MessageListener;
  /** Whether the kernel drops what is queued behind this request when it fails. @default true */
  stopOnError?: boolean;
}

interface Pending {
  reply?: Message;
  idle: boolean;
  resolve(reply: Message): void;
  reject(error: Error): void;
}

/** How long after a request's reply iopub may stay silent before the subscription is tried again. */
const SUBSCRIPTION_MS = 250;
/** Kernels that abort a request need not say that they are idle. */
const ABORTED_IDLE_MS = 1000;

type Channel = 'shell' | 'control' | 'stdin';

/** A connection to one running kernel. Close it when done. */
export class KernelClient {
  readonly #session = randomUUID();
  readonly #connection: Connection;
  readonly #dealers: Record<Channel | 'hb', Dealer>;
  readonly #iopub: Subscriber;
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Map<string, MessageListener>();
  readonly #sends = new Map<Dealer, Promise<void>>();
  #echo: ((token: string) => void) | undefined;
  #iopubIsLive = false;
  #closed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { transport, ip } = connection;
    const connect = <S extends Dealer | Subscriber>(socket: S, port: number): S => {
      socket.connect(`${transport}://${ip}:${port}`);
      return socket;
    };
    // A kernel asks for input under the identity by which the request reached it on shell, so the
    // channels share one.
    const dealer = (port: number) =>
      connect(
        new Dealer({
          routingId: this.#session,
          sendHighWaterMark: 0,
          receiveHighWaterMark: 0,
          linger: 0,
        }),
        port,
      );
    this.#dealers = {
      shell: dealer(connection.shell_port),
      control: dealer(connection.control_port),
      stdin: dealer(connection.stdin_port),
      hb: dealer(connection.hb_port),
    };
    // A kernel that prints faster than we read must wait, or it fills our memory. The mark is as high
    // as that of other clients: some kernels drop what their client does not take.
    this.#iopub = connect(
      new Subscriber({ receiveHighWaterMark: 1000, linger: 0 }),
      connection.iopub_port,
    );
    this.#iopub.subscribe();
    void this.#read(this.#dealers.shell, (message) => this.#onReply(message));
    void this.#read(this.#dealers.control, (message) => this.#onReply(message));
    void this.#read(this.#dealers.stdin, (message) => this.#onInputRequest(message));
    void this.#read(this.#iopub, (message) => this.#onPublished(message));
    void this.#readEchoes();
  }

  /**
   * Resolves with the kernel's `kernel_info_reply` once it answers and its publications arrive. It
   * waits for ever: race it against a timer and the end of the kernel's process.
   */
  async waitUntilReady(): Promise<Message> {
    for (;;) {
      const reply = await this.#request('shell', 'kernel_info_request', {}, false);
      // The reply can overtake the subscription; what was published before it is lost.
      for (let waited = 0; waited < SUBSCRIPTION_MS && !this.#iopubIsLive; waited += 10) {
        await sleep(10);
      }
      if (this.#iopubIsLive) return reply;
    }
  }

  /**
   * Runs code, and resolves with the `execute_reply` when both it and the idle state that ends the
   * request's publications have arrived. Input is not offered. The promise rejects only when the
   * client is closed: what the reply says (`content.status`) is for the caller to judge.
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Message> {
    const { onMessage, stopOnError = true } = options;
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: stopOnError,
    };
    return this.#request('shell', 'execute_request', content, true, onMessage);
  }

  /** Asks the kernel by message to stop what it runs; resolves with its reply. */
  async interrupt(): Promise<Message> {
    return this.#request('control', 'interrupt_request', {}, false);
  }

  /** Asks the kernel to end; resolves with its reply, which a kernel may end without sending. */
  async shutdown(): Promise<Message> {
    return this.#request('control', 'shutdown_request', { restart: false }, false);
  }

  /** Whether the kernel echoes on its heartbeat channel within `timeoutMs`. */
  async heartbeat(timeoutMs: number): Promise<boolean> {
    const token = randomUUID();
    const abort = new AbortController();
    const echoed = new Promise<boolean>((resolve) => {
      this.#echo = (echo) => {
        if (echo === token) resolve(true);
      };
    });
    // The empty frame is what a request socket, for which heartbeats are made, would send.
    await this.#dealers.hb.send(['', token]);
    const late = sleep(timeoutMs, false, { signal: abort.signal }).catch(() => false);
    const alive = await Promise.race([echoed, late]);
    abort.abort();
    return alive;
  }

  /** Closes the sockets; requests that wait are rejected. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const dealer of Object.values(this.#dealers)) dealer.close();
    this.#iopub.close();
    for (const pending of this.#pending.values()) {
      pending.reject(
        new KernelError('The connection to the kernel was closed.', 'Start the kernel again.'),
      );
    }
    this.#pending.clear();
    this.#listeners.clear();
  }

  async #request(
    channel: Channel,
    type: string,
    content: Record<string, unknown>,
    waitForIdle: boolean,
    onMessage?: MessageListener,
  ): Promise<Message> {
    const header = createHeader(type, this.#session);
    if (onMessage) this.#listeners.set(header.msg_id, onMessage);
    const answered = new Promise<Message>((resolve, reject) => {
      this.#pending.set(header.msg_id, { idle: !waitForIdle, resolve, reject });
    });
    const message = {
      identities: [],
      header,
      parentHeader: {},
      metadata: {},
      content,
      buffers: [],
    };
    this.#send(channel, message);
    return answered;
  }

  /** Sends one after the other: a socket refuses a second send while the first one waits. */
  #send(channel: Channel, message: Message): void {
    const dealer = this.#dealers[channel];
    const frames = encodeMessage(message, this.#connection.key);
    const before = this.#sends.get(dealer) ?? Promise.resolve();
    const sent = before.then(() => (this.#closed ? undefined : dealer.send(frames)));
    this.#sends.set(
      dealer,
      // Only closing makes a send fail, and closing rejects the request itself.
      sent.catch(() => undefined),
    );
  }

  async #read(socket: Dealer | Subscriber, handle: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      let message: Message;
      try {
        message = decodeMessage(frames, this.#connection.key);
      } catch {
        continue; // Not of this connection: the protocol says to drop it.
      }
      handle(message);
      if (this.#closed) return;
    }
  }

  async #readEchoes(): Promise<void> {
    for await (const frames of this.#dealers.hb) this.#echo?.(frames.at(-1)?.toString() ?? '');
  }

  #onReply(message: Message): void {
    const id = (message.parentHeader as { msg_id?: string }).msg_id ?? '';
    const pending = this.#pending.get(id);
    if (!pending) return;
    pending.reply = message;
    this.#settle(id, pending);
    const { status } = message.content;
    if (!pending.idle && (status === 'aborted' || status === 'abort')) {
      setTimeout(() => {
        pending.idle = true;
        this.#settle(id, pending);
      }, ABORTED_IDLE_MS).unref();
    }
  }

  #onPublished(message: Message): void {
    this.#iopubIsLive = true;
    const id = (message.parentHeader as { msg_id?: string }).msg_id ?? '';
    this.#listeners.get(id)?.(message);
    const isIdle =
      message.header.msg_type === 'status' && message.content['execution_state'] === 'idle';
    const pending = this.#pending.get(id);
    if (pending && isIdle) {
      pending.idle = true;
      this.#settle(id, pending);
    }
  }

  #settle(id: string, pending: Pending): void {
    if (!pending.reply || !pending.idle) return;
    this.#pending.delete(id);
    pending.resolve(pending.reply);
  }

  /** Nobody sits at a headless run: the kernel learns that there is no input. */
  #onInputRequest(message: Message): void {
    if (message.header.msg_type !== 'input_request') return;
    this.#send('stdin', {
      identities: [],
      header: createHeader('input_reply', this.#session),
      parentHeader: message.header,
      metadata: {},
      content: {
        status: 'error',
        ename: 'StdinNotImplementedError',
        evalue: 'There is no input in a headless run.',
        value: '',
      },
      buffers: [],
    });
  }
}
