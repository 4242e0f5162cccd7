/** A kernel process and a bare client for tests: every message is kept, in the order of arrival. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dealer, Request, Subscriber } from 'zeromq';
import {
  type Message,
  createHeader,
  decodeMessage,
  encodeMessage,
} from '../../../scripts/jupyter/message';
import { messageFault } from './message-schema';
import { kernelSpec } from '../../../scripts/kernel/spec';

export const KEY = 'a key of the test';
const TIMEOUT_MS = 30_000;

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** What came of one request. */
export interface Exchange {
  reply: Message;
  /** Messages on iopub whose parent is the request, from busy to idle. */
  iopub: Message[];
}

export class KernelClient {
  // A kernel asks for input on the socket of the same name.
  private readonly shell = new Dealer({ linger: 0, routingId: 'client' });
  private readonly stdin = new Dealer({ linger: 0, routingId: 'client' });
  private readonly control = new Dealer({ linger: 0 });
  private readonly subscriber = new Subscriber({ linger: 0 });
  private readonly heartbeat = new Request({ linger: 0, receiveTimeout: 2000 });
  private readonly session = randomUUID();
  /** All that came on iopub. */
  readonly published: Message[] = [];
  readonly replies: Message[] = [];
  readonly questions: Message[] = [];
  /** What in the messages is not as the protocol says. */
  private readonly faults: string[] = [];
  /** What the process wrote to its own stderr. */
  stderrText = '';

  private constructor(
    readonly process: ChildProcess,
    private readonly folder: string,
    private readonly ports: number[],
  ) {
    this.process.stderr?.on('data', (data: Buffer) => (this.stderrText += data.toString()));
  }

  /** @param cwd the notebook's folder; by default an empty one */
  static async start(options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    const folder = mkdtempSync(path.join(tmpdir(), 'latentlab-kernel-'));
    const ports = await freePorts(5);
    const [shell_port, iopub_port, control_port, stdin_port, hb_port] = ports;
    const connectionFile = path.join(folder, 'connection.json');
    writeFileSync(
      connectionFile,
      JSON.stringify({
        transport: 'tcp',
        ip: '127.0.0.1',
        shell_port,
        iopub_port,
        control_port,
        stdin_port,
        hb_port,
        key: KEY,
        signature_scheme: 'hmac-sha256',
      }),
    );
    const [program = '', ...args] = kernelSpec().argv.map((part) =>
      part.replace('{connection_file}', connectionFile),
    );
    const child = spawn(program, args, {
      cwd: options.cwd ?? folder,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const client = new KernelClient(child, folder, ports);
    await client.connect();
    return client;
  }

  private async connect(): Promise<void> {
    const [shell, iopub, control, stdin, heartbeat] = this.ports.map(
      (port) => `tcp://127.0.0.1:${port}`,
    );
    this.subscriber.connect(iopub ?? '');
    this.subscriber.subscribe();
    this.shell.connect(shell ?? '');
    this.control.connect(control ?? '');
    this.stdin.connect(stdin ?? '');
    this.heartbeat.connect(heartbeat ?? '');
    void this.collect(this.subscriber, this.published);
    void this.collect(this.shell, this.replies);
    void this.collect(this.control, this.replies);
    void this.collect(this.stdin, this.questions);
    // The subscription is live when a status of one of our requests arrives.
    for (;;) {
      const id = await this.send('kernel_info_request', {});
      const reply = await this.waitFor(() => this.replyTo(id), 'kernel_info_reply');
      await sleep(50);
      if (this.published.some((message) => message.parentHeader.msg_id === id)) return;
      void reply;
    }
  }

  private async collect(socket: Dealer | Subscriber, into: Message[]): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = decodeMessage(frames, KEY);
        into.push(message);
        const fault = messageFault(message);
        if (fault !== undefined) this.faults.push(fault);
      }
    } catch (error) {
      if (!socket.closed) throw error;
    }
  }

  get shellPort(): number {
    return this.ports[0] ?? 0;
  }

  get iopubPort(): number {
    return this.ports[1] ?? 0;
  }

  /** Sends a request and returns its id. */
  async send(
    msgType: string,
    content: Record<string, unknown>,
    channel: 'shell' | 'control' | 'stdin' = 'shell',
  ): Promise<string> {
    const header = createHeader(msgType, this.session);
    const message: Message = {
      identities: [],
      header,
      parentHeader: {},
      metadata: {},
      content,
      buffers: [],
    };
    await this[channel].send(encodeMessage(message, KEY));
    return header.msg_id;
  }

  /** Sends an execute_request without waiting for it. */
  async sendCode(code: string, content: Record<string, unknown> = {}): Promise<string> {
    return this.send('execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...content,
    });
  }

  replyTo(id: string): Message | undefined {
    return this.replies.find((message) => message.parentHeader.msg_id === id);
  }

  iopubOf(id: string): Message[] {
    return this.published.filter((message) => message.parentHeader.msg_id === id);
  }

  async waitFor<T>(probe: () => T | undefined, what: string): Promise<T> {
    const end = Date.now() + TIMEOUT_MS;
    while (Date.now() < end) {
      const value = probe();
      if (value !== undefined) return value;
      await sleep(5);
    }
    throw new Error(`No ${what} within ${TIMEOUT_MS} ms. The kernel's stderr: ${this.stderrText}`);
  }

  /** Waits for the reply to a request and its idle. */
  async finished(id: string): Promise<Exchange> {
    const reply = await this.waitFor(() => this.replyTo(id), 'reply');
    await this.waitFor(
      () => this.iopubOf(id).find((message) => message.content['execution_state'] === 'idle'),
      'idle',
    );
    return { reply, iopub: this.iopubOf(id) };
  }

  /** Runs a cell to its end. */
  async execute(code: string, content: Record<string, unknown> = {}): Promise<Exchange> {
    return this.finished(await this.sendCode(code, content));
  }

  async request(
    msgType: string,
    content: Record<string, unknown>,
    channel: 'shell' | 'control' = 'shell',
  ): Promise<Exchange> {
    return this.finished(await this.send(msgType, content, channel));
  }

  /** Sends a cell that will not end soon, and waits until its code runs. */
  async begin(code: string): Promise<string> {
    const id = await this.sendCode(`console.log('begun'); ${code}`);
    await this.waitFor(() => printed(this.iopubOf(id), 'stdout') || undefined, 'text of the cell');
    // It is beyond its first statement.
    await sleep(100);
    return id;
  }

  async beat(text: string): Promise<string> {
    await this.heartbeat.send(text);
    const [answer] = await this.heartbeat.receive();
    return answer?.toString() ?? '';
  }

  /** Exit code and signal, when the process has ended. */
  async exited(): Promise<{ code: number | null; signal: string | null }> {
    await this.waitFor(
      () => (this.process.exitCode ?? this.process.signalCode) !== null || undefined,
      'exit of the kernel',
    );
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }

  close(): void {
    if (this.process.exitCode === null) this.process.kill('SIGKILL');
    for (const socket of [this.shell, this.control, this.stdin, this.subscriber, this.heartbeat])
      socket.close();
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.faults, [], 'Messages are not as the protocol says.');
  }
}

/** The messages of one type. */
export function ofType(messages: readonly Message[], msgType: string): Message[] {
  return messages.filter((message) => message.header.msg_type === msgType);
}

/** All that was printed to a stream. */
export function printed(messages: readonly Message[], name: 'stdout' | 'stderr'): string {
  return ofType(messages, 'stream')
    .filter((message) => message.content['name'] === name)
    .map((message) => String(message.content['text']))
    .join('');
}

/** Text of the cell's result. */
export function resultText(messages: readonly Message[]): string | undefined {
  const [result] = ofType(messages, 'execute_result');
  const data = result?.content['data'] as Record<string, unknown> | undefined;
  return data?.['text/plain'] as string | undefined;
}
