/** The main thread's side of the kernel: answers requests with the session, publishes its output. */
import type { MessageHeader } from '../jupyter/message';
import { completeCode, inspectCode, isCompleteCode } from './code-queries';
import { type ErrorContent, Interrupted } from './errors';
import { type MimeBundle, normalizeBundle } from './mime-bundle';
import { Session } from './session';
import { captureStreams } from './streams';
import type { Request, SharedState, ToWire } from './threads';
import { createTslabModule } from './tslab-module';

export interface KernelOptions {
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

/** Rough size of a message's content, for bounding what waits to be sent. */
function byteCount(content: Record<string, unknown>): number {
  const text = content['text'];
  return typeof text === 'string' ? text.length : JSON.stringify(content).length;
}

function codeOf(content: Record<string, unknown>): string {
  const code = content['code'];
  return typeof code === 'string' ? code : '';
}

/** Name of a cell in stacks and tracebacks. */
function cellName(executionCount: number): string {
  return `In[${executionCount}]`;
}

export class Kernel {
  private readonly state: SharedState;
  private readonly toWire: (message: ToWire) => void;
  private readonly session: Session;
  private executionCount = 0;
  /** Request that output belongs to: the running one, or the last one for what comes late. */
  private parent: MessageHeader | undefined;
  private isSilent = false;
  private readonly realExit = process.exit.bind(process);

  constructor({ projectRoot, state, toWire }: KernelOptions) {
    this.state = state;
    this.toWire = toWire;
    captureStreams((name, text) => this.publish('stream', { name, text }));
    const display = (bundle: unknown, options?: DisplayOptions): void =>
      this.display(normalizeBundle(bundle), options);
    Object.defineProperty(globalThis, DISPLAY_CHANNEL, {
      value: {
        display,
        clearOutput: (wait = false) => this.publish('clear_output', { wait }),
      },
    });
    this.session = new Session({
      projectRoot,
      state,
      modules: { tslab: createTslabModule(display) },
    });
    this.guardProcess();
  }

  /** Answers one request; the wire thread sends the next one after the reply. */
  async handle({ header, content }: Request): Promise<void> {
    if (header.msg_type === 'execute_request') return this.execute(header, content);
    let reply: Record<string, unknown>;
    try {
      reply = this.answer(header.msg_type, content);
    } catch (error) {
      const { ename, evalue, traceback } = this.session.describe(error, '');
      reply = { status: 'error', ename, evalue, traceback };
    }
    this.toWire({ type: 'reply', content: reply });
  }

  /** Ends the running cell. */
  interrupt(): void {
    this.state.interrupted = false;
    this.session.fail(new Interrupted());
  }

  /** Ends the process. */
  exit(): void {
    this.realExit(0);
  }

  private answer(msgType: string, content: Record<string, unknown>): Record<string, unknown> {
    const code = codeOf(content);
    const cursor = Number(content['cursor_pos'] ?? code.length);
    const { language, knownDeclarations } = this.session;
    switch (msgType) {
      case 'complete_request':
        return completeCode(language, knownDeclarations, code, cursor);
      case 'inspect_request':
        return inspectCode(language, knownDeclarations, code, cursor);
      case 'is_complete_request':
        return isCompleteCode(language.ts, code);
      case 'history_request':
        return { history: [] };
      default:
        throw new Error(`This kernel does not know ${msgType}.`);
    }
  }

  private async execute(header: MessageHeader, content: Record<string, unknown>): Promise<void> {
    const code = codeOf(content);
    const isSilent = content['silent'] === true;
    const storesHistory = !isSilent && content['store_history'] !== false;
    this.parent = header;
    this.isSilent = isSilent;
    this.state.interrupted = false;
    if (storesHistory) this.executionCount++;
    const executionCount = this.executionCount;
    if (!isSilent) this.publish('execute_input', { code, execution_count: executionCount });
    const outcome = await this.session.execute(cellName(executionCount), code);
    if (outcome.status === 'ok') {
      if (outcome.data && !isSilent) this.publishResult(executionCount, outcome.data);
      this.reply({
        status: 'ok',
        execution_count: executionCount,
        user_expressions: {},
        payload: [],
      });
      return;
    }
    const { error } = outcome;
    if (!isSilent) this.publish('error', error);
    const reply = { status: 'error', execution_count: executionCount, ...error };
    this.reply(reply, content['stop_on_error'] !== false);
  }

  private publishResult(executionCount: number, data: MimeBundle): void {
    this.publish('execute_result', { execution_count: executionCount, data, metadata: {} });
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

  private publish(msgType: string, content: Record<string, unknown>): void {
    if (this.isSilent && msgType !== 'stream') return;
    const bytes = byteCount(content);
    this.toWire({ type: 'publish', msgType, parent: this.parent, content, bytes });
    this.state.addPending(bytes);
  }

  /** Code in a cell must not end the kernel: neither with process.exit nor with a late error. */
  private guardProcess(): void {
    process.exit = (code?: number) => {
      throw new Error(
        `process.exit(${code ?? ''}) was called. A cell cannot end the kernel: restart it instead.`,
      );
    };
    const report = (error: unknown): void => {
      if (this.session.fail(error)) return;
      const content: ErrorContent = this.session.describe(error, cellName(this.executionCount));
      this.publish('error', content);
    };
    process.on('uncaughtException', report);
    process.on('unhandledRejection', report);
  }
}
