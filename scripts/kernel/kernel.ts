/** The main thread's side of the kernel: answers requests with the session, publishes its output. */
import type { MessagePort } from 'node:worker_threads';
import type { MessageHeader } from '../jupyter/message';
import { relaxAsyncBooks } from './async-books';
import { CellContext } from './cell-context';
import { type CellFailure, Interrupted } from './errors';
import { createPrompt } from './input';
import { History } from './history';
import { type MimeBundle, normalizeBundle } from './mime-bundle';
import { type Outcome, Session } from './session';
import { captureStreams } from './streams';
import type { Request, SharedState, ToWire } from './threads';
import { createTslabModule } from './tslab-module';

export interface KernelOptions {
  /** Where the wire thread puts what the user typed. */
  input: MessagePort;
  projectRoot: string;
  state: SharedState;
  toWire: (message: ToWire) => void;
}

/** What code in cells may ask of the kernel that runs it; lib/display finds it by this symbol. */
const DISPLAY_CHANNEL = Symbol.for('latentlab.display');

interface DisplayOptions {
  displayId?: string;
  update?: boolean;
}

/** What a message takes up beside its content. */
const MESSAGE_BYTES = 1024;

/** Rough size of a message, for bounding what waits to be sent. */
function byteCount(content: Record<string, unknown>): number {
  const text = content['text'];
  return MESSAGE_BYTES + (typeof text === 'string' ? text.length : JSON.stringify(content).length);
}

function codeOf(content: Record<string, unknown>): string {
  const code = content['code'];
  return typeof code === 'string' ? code : '';
}

/** Text of a cell's result, where it has one. */
function plainResult(outcome: Outcome): string | undefined {
  const text = outcome.status === 'ok' ? outcome.data?.['text/plain'] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Name of a cell in stacks and tracebacks. */
function cellName(executionCount: number): string {
  return `In[${executionCount}]`;
}

/** A cell and what its output needs. */
interface RunningCell {
  parent: MessageHeader;
  name: string;
  isSilent: boolean;
  allowsInput: boolean;
  /** Aborted when the user interrupts the cell: work that goes on between turns must stop itself. */
  interruption: AbortController;
}

export class Kernel {
  private readonly state: SharedState;
  private readonly toWire: (message: ToWire) => void;
  private readonly session: Session;
  private readonly history = new History();
  private executionCount = 0;
  private readonly context = new CellContext<RunningCell>(
    (cell) => cell.interruption.signal.aborted,
  );
  /** The cell that ran last, or runs: for output of which nothing else is known. */
  private latest: RunningCell | undefined;
  private readonly closeAsyncBooks = relaxAsyncBooks();
  private readonly realExit = process.exit.bind(process);

  constructor({ projectRoot, state, toWire, input }: KernelOptions) {
    this.state = state;
    this.toWire = toWire;
    captureStreams((name, text) => this.publish('stream', { name, text }));
    const display = (bundle: unknown, options?: DisplayOptions): void =>
      this.display(normalizeBundle(bundle), options);
    Object.defineProperty(globalThis, DISPLAY_CHANNEL, {
      value: {
        display,
        clearOutput: (wait = false) => this.publish('clear_output', { wait }),
        interruption: () => (this.context.get() ?? this.latest)?.interruption.signal,
      },
    });
    this.session = new Session({
      projectRoot,
      state,
      modules: { tslab: createTslabModule(display) },
    });
    const prompt = createPrompt(state, toWire, input, () => this.latest?.allowsInput ?? false);
    Object.assign(globalThis, { prompt });
    setImmediate(() => this.session.preload());
    this.context.install();
    this.guardProcess();
  }

  /** Answers one request; the wire thread sends the next one after the reply. */
  async handle({ header, content }: Request): Promise<void> {
    if (header.msg_type === 'execute_request') return this.execute(header, content);
    let reply: Record<string, unknown>;
    try {
      reply = await this.answer(header.msg_type, content);
    } catch (error) {
      reply = { status: 'error', ...this.session.describe(error, '').content };
    }
    this.toWire({ type: 'reply', content: reply });
  }

  /** Ends the running cell. */
  interrupt(): void {
    this.state.interrupted = false;
    this.context.reset();
    this.closeAsyncBooks();
    const interrupted = new Interrupted();
    this.session.fail(interrupted);
    this.latest?.interruption.abort(interrupted);
  }

  /** Ends the process. */
  exit(): void {
    this.realExit(0);
  }

  private answer(
    msgType: string,
    content: Record<string, unknown>,
  ): Record<string, unknown> | Promise<Record<string, unknown>> {
    const code = codeOf(content);
    const cursor = Number(content['cursor_pos'] ?? code.length);
    switch (msgType) {
      case 'complete_request':
        return this.session.query('complete', code, cursor);
      case 'inspect_request':
        return this.session.query('inspect', code, cursor);
      case 'is_complete_request':
        return this.session.isComplete(code);
      case 'history_request':
        return { status: 'ok', ...this.history.answer(content) };
      default:
        throw new Error(`This kernel does not know ${msgType}.`);
    }
  }

  private async execute(header: MessageHeader, content: Record<string, unknown>): Promise<void> {
    const code = codeOf(content);
    const isSilent = content['silent'] === true;
    const storesHistory = !isSilent && content['store_history'] !== false;
    this.state.interrupted = false;
    if (storesHistory) this.executionCount++;
    const executionCount = this.executionCount;
    const cell: RunningCell = {
      parent: header,
      name: cellName(executionCount),
      isSilent,
      allowsInput: content['allow_stdin'] === true,
      interruption: new AbortController(),
    };
    this.latest = cell;
    this.toWire({ type: 'started', cell: header });
    if (!isSilent) this.publish('execute_input', { code, execution_count: executionCount }, cell);
    const outcome = await this.runInSession(cell, cell.name, code);
    if (storesHistory) this.history.add(executionCount, code, plainResult(outcome));
    if (outcome.status === 'ok') {
      if (outcome.data) {
        const result = { execution_count: executionCount, data: outcome.data, metadata: {} };
        this.publish('execute_result', result, cell);
      }
      this.reply({
        status: 'ok',
        execution_count: executionCount,
        user_expressions: await this.evaluate(cell, content['user_expressions']),
        payload: [],
      });
      return;
    }
    this.publishFailure(outcome.error, cell);
    const { content: error } = outcome.error;
    const reply = { status: 'error', execution_count: executionCount, ...error };
    this.reply(reply, content['stop_on_error'] !== false);
  }

  private runInSession(cell: RunningCell, name: string, code: string): Promise<Outcome> {
    return this.context.run(cell, () => this.session.execute(name, code));
  }

  /** Values of the expressions that a frontend wants beside a cell's result. */
  private async evaluate(
    cell: RunningCell,
    expressions: unknown,
  ): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const [key, expression] of Object.entries(expressions ?? {})) {
      const outcome = await this.runInSession(cell, `${cell.name}:${key}`, `(${expression})`);
      values[key] =
        outcome.status === 'ok'
          ? { status: 'ok', data: outcome.data ?? { 'text/plain': 'undefined' }, metadata: {} }
          : { status: 'error', ...outcome.error.content };
    }
    return values;
  }

  private reply(content: Record<string, unknown>, abortQueued = false): void {
    this.toWire({ type: 'reply', content, abortQueued });
  }

  private display(data: MimeBundle, { displayId, update = false }: DisplayOptions = {}): void {
    this.publish(update ? 'update_display_data' : 'display_data', {
      data,
      metadata: {},
      transient: displayId === undefined ? {} : { display_id: displayId },
    });
  }

  /** The line goes into the message's metadata: runners that know of it can point at it. */
  private publishFailure({ content, line }: CellFailure, cell: RunningCell | undefined): void {
    this.publish('error', content, cell, line === undefined ? {} : { latentlab: { line } });
  }

  private publish(
    msgType: string,
    content: Record<string, unknown>,
    cell: RunningCell | undefined = this.context.get() ?? this.latest,
    metadata: Record<string, unknown> = {},
  ): void {
    if (cell?.isSilent && msgType !== 'stream') return;
    const bytes = byteCount(content);
    this.state.addPending(bytes);
    this.toWire({ type: 'publish', msgType, parent: cell?.parent, content, metadata, bytes });
    this.state.waitWhileFull();
  }

  /** Code in a cell must not end the kernel: neither with process.exit nor with a late error. */
  private guardProcess(): void {
    process.exit = (code?: number) => {
      throw new Error(
        `process.exit(${code ?? ''}) was called. A cell cannot end the kernel: restart it instead.`,
      );
    };
    const report = (error: unknown, promise?: unknown): void => {
      const isPromise = typeof promise === 'object' && promise !== null;
      const owner = this.context.ownerOf(error, isPromise ? promise : undefined) ?? this.latest;
      if (owner === this.latest && this.session.fail(error)) return;
      this.publishFailure(this.session.describe(error, owner?.name ?? ''), owner);
    };
    process.on('uncaughtException', (error) => report(error));
    process.on('unhandledRejection', report);
  }
}
