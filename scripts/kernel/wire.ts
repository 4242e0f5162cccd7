/**
 * The wire thread: the one file that knows the protocol on the kernel's side. It owns the sockets,
 * puts the requests in order, hands them to the main thread one at a time, and sends what comes
 * back. As it never runs the user's code, it answers and interrupts at any time.
 */
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Publisher, Reply, Router } from 'zeromq';
import {
  type Message,
  type MessageHeader,
  createHeader,
  decodeMessage,
  encodeMessage,
} from '../jupyter/message';
import { Interrupter } from './interrupter';
import { kernelInfo } from './kernel-info';
import { Outbox } from './outbox';
import { watchParent } from './parent-process';
import { Publications } from './publications';
import { type MarkedToWire, SharedState, type ToMain, type ToWire, type WireData } from './threads';

const { connection, shared, signals, input, native, languageVersion, implementationVersion } =
  workerData as WireData;
const main = parentPort;
if (!main) throw new Error('The wire must run in a worker thread. Start the kernel by its entry.');

const session = randomUUID();
const state = new SharedState(shared);
const toMain = (message: ToMain): void => main.postMessage(message);
const interrupter = new Interrupter(
  state,
  () => toMain({ type: 'interrupt' }),
  (text) => publications.publish('stream', inHand?.header, { name: 'stderr', text }),
);

/** Queued execute requests that are on their way when a cell fails still belong to its batch. */
const ABORT_GRACE_MS = 20;
/** Time for the main thread to end by itself on shutdown, before the process is killed. */
const EXIT_GRACE_MS = 1000;

type AnyRouter = InstanceType<typeof Router>;

// For slow clients ZeroMQ holds so many messages (printed text comes at 64 kB a message); without
// `noDrop` it would then lose output.
const iopub = new Publisher({ sendHighWaterMark: 32, noDrop: true, linger: 1000 });
const shell = new Router({ sendHighWaterMark: 0, linger: 1000 });
const control = new Router({ sendHighWaterMark: 0, linger: 1000 });
const stdin = new Router({ linger: 0 });
const heartbeat = new Reply({ linger: 0 });
const outboxes = new Map<AnyRouter, Outbox>([
  [shell, new Outbox(shell)],
  [control, new Outbox(control)],
  [stdin, new Outbox(stdin)],
]);

type Parent = MessageHeader | undefined;

function message(
  msgType: string,
  parent: Parent,
  content: Record<string, unknown>,
  identities: Buffer[],
  metadata: Record<string, unknown> = {},
): Buffer[] {
  const whole: Message = {
    identities,
    header: createHeader(msgType, session, 'kernel'),
    parentHeader: parent ?? {},
    metadata,
    content,
    buffers: [],
  };
  return encodeMessage(whole, connection.key);
}

const publications = new Publications(
  iopub,
  (msgType, parent, content, metadata) =>
    message(msgType, parent, content, [Buffer.from(msgType)], metadata),
  state,
  native,
);

function publishStatus(executionState: string, parent: Parent): void {
  publications.publish('status', parent, { execution_state: executionState });
}

function reply(socket: AnyRouter, request: Message, content: Record<string, unknown>): void {
  const msgType = request.header.msg_type.replace(/_request$/, '_reply');
  void outboxes
    .get(socket)
    ?.send(message(msgType, request.header, { status: 'ok', ...content }, request.identities));
}

const info = kernelInfo(languageVersion, implementationVersion);

/** Replies that need nothing of the session. */
const immediate: Record<string, (request: Message) => Record<string, unknown>> = {
  kernel_info_request: () => info,
  comm_info_request: () => ({ comms: {} }),
};

const queue: Message[] = [];
let inHand: Message | undefined;
let isMainReady = false;
let isAborting = false;

/** Takes the next request in hand, when the one before is answered. */
function next(): void {
  while (!inHand && !isAborting) {
    const request = queue[0];
    if (!request) return;
    const answer = immediate[request.header.msg_type];
    if (!answer && !isMainReady) return;
    queue.shift();
    publishStatus('busy', request.header);
    if (answer) {
      reply(shell, request, answer(request));
      publishStatus('idle', request.header);
      continue;
    }
    inHand = request;
    toMain({ type: 'request', request: { header: request.header, content: request.content } });
  }
}

/** Answers the execute requests that wait behind a failed one. */
function abortQueued(): void {
  const waiting = queue.splice(0);
  for (const request of waiting) {
    if (request.header.msg_type !== 'execute_request') {
      queue.push(request);
      continue;
    }
    publishStatus('busy', request.header);
    reply(shell, request, { status: 'aborted' });
    publishStatus('idle', request.header);
  }
}

function finish(content: Record<string, unknown>, aborts: boolean): void {
  const request = inHand;
  if (!request) return;
  const end = (): void => {
    reply(shell, request, content);
    publishStatus('idle', request.header);
    inHand = undefined;
    if (aborts) abortQueued();
    isAborting = false;
    next();
  };
  if (!aborts) return end();
  // A client cannot have seen the failure before this reply: all that comes until then was queued.
  isAborting = true;
  setTimeout(end, ABORT_GRACE_MS);
}

function handleControl(request: Message): void {
  publishStatus('busy', request.header);
  const { msg_type: type } = request.header;
  const answer = immediate[type];
  if (answer) reply(control, request, answer(request));
  else if (type === 'interrupt_request') {
    interrupter.interrupt();
    reply(control, request, {});
  } else if (type === 'shutdown_request') {
    void shutdown(request, control);
    return;
  } else {
    reply(control, request, {
      status: 'error',
      ename: 'Unsupported',
      evalue: `This kernel does not know ${type}.`,
      traceback: [],
    });
  }
  publishStatus('idle', request.header);
}

/** Asks the client whose request is in hand, by the routing prefix that its sockets share. */
function askForInput(content: { prompt: string; password: boolean }): void {
  if (!inHand) return;
  // What was printed before belongs above the question.
  publications.flush();
  const question = message('input_request', inHand.header, content, inHand.identities);
  void outboxes.get(stdin)?.send(question);
}

function handleInput(answer: Message): void {
  if (answer.header.msg_type !== 'input_reply') return;
  input.postMessage(answer.content['value']);
  state.inputArrived();
}

let isShuttingDown = false;

async function shutdown(request?: Message, socket?: AnyRouter): Promise<void> {
  if (isShuttingDown) return;
  isShuttingDown = true;
  // The user's code may never return: nothing that the main thread does can hold this up.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_GRACE_MS + 1000).unref();
  if (request && socket) {
    const restart = request.content['restart'] === true;
    publications.publish('shutdown_reply', request.header, { status: 'ok', restart });
    reply(socket, request, { restart });
    publishStatus('idle', request.header);
  }
  publications.flush();
  await Promise.all([
    publications.flushed(),
    ...[...outboxes.values()].map((box) => box.flushed()),
  ]);
  for (const each of [iopub, shell, control, stdin, heartbeat]) each.close();
  toMain({ type: 'exit' });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_GRACE_MS);
}

async function receive(socket: AnyRouter, handle: (request: Message) => void): Promise<void> {
  for await (const frames of socket) {
    let request: Message;
    try {
      request = decodeMessage(frames, connection.key);
    } catch {
      // Not signed with this kernel's key: not for us.
      continue;
    }
    handle(request);
  }
}

async function beat(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

signals.on('message', () => interrupter.interrupt());
signals.unref();

main.on('message', (received: MarkedToWire) => {
  publications.inPlace(received.mark, () => handleMain(received));
});

function handleMain(received: ToWire): void {
  switch (received.type) {
    case 'ready':
      isMainReady = true;
      return next();
    case 'started':
      publications.cell = received.cell;
      return;
    case 'publish':
      return publications.forward(received);
    case 'input':
      return askForInput({ prompt: received.prompt, password: received.password });
    case 'reply':
      return finish(received.content, received.abortQueued ?? false);
  }
}

async function start(): Promise<void> {
  const address = (port: number): string =>
    connection.transport === 'ipc'
      ? `ipc://${connection.ip}-${port}`
      : `${connection.transport}://${connection.ip}:${port}`;
  await Promise.all([
    iopub.bind(address(connection.iopub_port)),
    shell.bind(address(connection.shell_port)),
    control.bind(address(connection.control_port)),
    stdin.bind(address(connection.stdin_port)),
    heartbeat.bind(address(connection.hb_port)),
  ]);
  publishStatus('starting', undefined);
  void receive(shell, (request) => {
    if (request.header.msg_type === 'shutdown_request') return void shutdown(request, shell);
    queue.push(request);
    next();
  });
  void receive(control, handleControl);
  void receive(stdin, handleInput);
  void beat();
  watchParent(() => void shutdown());
}

start().catch((error: Error) => toMain({ type: 'failed', reason: error.message }));
