/**
 * Entry of the kernel: `node main.js CONNECTION_FILE`. The main thread converts and runs the user's
 * code; everything else is the wire thread's.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { Kernel } from './kernel';
import { keep } from './native-reader';
import { Marker, redirectNativeStreams } from './native-streams';
import { findProjectRoot } from './project-root';
import {
  type ConnectionInfo,
  type MarkedToWire,
  SharedState,
  type ToMain,
  type ToWire,
  type WireData,
} from './threads';

// Before any thread starts.
const native = redirectNativeStreams();

/** Cells do not get at the real one. */
const exit: (code: number) => never = process.exit.bind(process);

function fail(message: string): never {
  if (native) keep(native.log, `${message}\n`);
  else process.stderr.write(`${message}\n`);
  exit(3);
}

function readConnection(fileName: string | undefined): ConnectionInfo {
  if (!fileName) {
    fail('The kernel needs a connection file. Jupyter starts it: see latentlab kernel install.');
  }
  try {
    return JSON.parse(readFileSync(fileName, 'utf8')) as ConnectionInfo;
  } catch (error) {
    fail(`The connection file ${fileName} cannot be read: ${String(error)}`);
  }
}

function readVersion(packageFile: string): string {
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

const projectRoot = findProjectRoot();
const connection = readConnection(process.argv[2]);
const state = new SharedState();
const tslab = path.dirname(require.resolve('tslab/package.json'));
// Signals go from thread to thread: the main thread may be blocked.
const signals = new MessageChannel();
const input = new MessageChannel();
const workerData: WireData = {
  connection,
  signals: signals.port2,
  input: input.port2,
  native,
  shared: state.buffer,
  languageVersion: readVersion(
    require.resolve('@tslab/typescript-for-tslab/package.json', { paths: [tslab] }),
  ),
  implementationVersion: readVersion(path.join(projectRoot, 'package.json')),
};

// The wire starts first: it is ready for clients while the compiler still reads its types.
const wire = new Worker(path.join(__dirname, 'wire.js'), {
  workerData,
  transferList: [signals.port2, input.port2],
});
wire.on('error', (error) => fail(`The kernel cannot use its sockets: ${error.message}`));
const marker = new Marker(native);
const toWire = (message: ToWire): void => {
  const marked: MarkedToWire = { ...message, mark: marker.mark() };
  wire.postMessage(marked);
};

if (process.platform !== 'win32') {
  // A listener that a package adds later would otherwise take SIGINT from the watcher, or end the
  // process.
  process.on('SIGINT', () => undefined);
  new Worker(path.join(__dirname, 'signal-watcher.js'), {
    workerData: signals.port1,
    transferList: [signals.port1],
  }).unref();
}

const kernel = new Kernel({ projectRoot, state, toWire, input: input.port1 });

wire.on('message', (message: ToMain) => {
  switch (message.type) {
    case 'request':
      return void kernel.handle(message.request);
    case 'interrupt':
      return kernel.interrupt();
    case 'exit':
      return kernel.exit();
    case 'failed':
      return fail(`The kernel cannot use its sockets: ${message.reason}`);
  }
});
toWire({ type: 'ready' });
