/**
 * What reaches file descriptors 1 and 2 past Node's streams: logs of native libraries, child processes
 * that inherit them. Both become FIFOs that the wire thread reads.
 *
 * Node has no dup2, but opening a file takes the lowest descriptor that is free: right after 1 is
 * closed, that is 1. This must happen before other threads open files.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markText } from './native-marks';

/** What the wire thread needs to read them. */
export interface NativeSource {
  /** Ends of the FIFOs to read from. */
  stdout: number;
  stderr: number;
  /** Leads to what file descriptor 2 was when the process started. */
  log: number;
  /** Distinguishes this kernel's marks. */
  token: string;
}

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;

/**
 * Copies to the kernel's original stderr what comes through the log, and after the kernel's end what
 * nobody has read of its new stderr: the reason why a native library, or V8, ended the process.
 */
const KEEPER = 'trap "" INT; exec 4>&2; cat >&4; cat <&3 >&4 2>/dev/null';

/** Opens `file` in the place of `descriptor`. */
function replace(descriptor: number, file: string): void {
  closeSync(descriptor);
  const opened = openSync(file, O_WRONLY);
  if (opened === descriptor) return;
  throw new Error(`${file} was opened as file descriptor ${opened} instead of ${descriptor}.`);
}

/**
 * Not by rmSync, which looks at the files: where the last file that Node looked at is a FIFO, its
 * realpathSync resolves no symbolic link, and modules behind one are loaded twice.
 */
function removeFifos(folder: string): void {
  for (const name of readdirSync(folder)) unlinkSync(path.join(folder, name));
  rmdirSync(folder);
}

/**
 * Takes over file descriptors 1 and 2.
 *
 * @returns undefined where the platform has no FIFOs: what is written natively then goes where it went
 */
export function redirectNativeStreams(): NativeSource | undefined {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'latentlab-streams-'));
  try {
    const [out, err, log] = ['stdout', 'stderr', 'log'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    try {
      execFileSync('mkfifo', ['-m', '600', out, err, log], { stdio: 'ignore' });
    } catch {
      return undefined;
    }
    // Node opens its streams when they are first asked for, and makes a FIFO non-blocking then, for
    // all who write to it: their output would be cut when it is full.
    void process.stdout;
    void process.stderr;
    // A FIFO's end for writing opens at once only where it is open for reading.
    const [stdout, stderr, first] = [out, err, log].map((file) =>
      openSync(file, O_RDONLY | O_NONBLOCK),
    ) as [number, number, number];
    const logEnd = openSync(log, O_WRONLY | O_NONBLOCK);
    const logSource = openSync(log, O_RDONLY);
    closeSync(first);
    const keeper = spawn('/bin/sh', ['-c', KEEPER], {
      stdio: [logSource, 'ignore', 'inherit', stderr],
      env: { PATH: process.env['PATH'] },
    });
    keeper.on('error', () => undefined);
    keeper.unref();
    closeSync(logSource);
    replace(1, out);
    replace(2, err);
    return { stdout, stderr, log: logEnd, token: randomUUID() };
  } finally {
    removeFifos(folder);
  }
}

/** How long to wait for the wire thread where a FIFO is full and does not block, in ms. */
const FULL_MS = 1;
const nothing = new Int32Array(new SharedArrayBuffer(4));

function writeMark(descriptor: number, mark: string): void {
  for (;;) {
    try {
      writeSync(descriptor, mark, null, 'latin1');
      return;
    } catch (error) {
      // A child process that inherited the FIFO may have made it non-blocking.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(nothing, 0, 0, FULL_MS);
    }
  }
}

/**
 * Marks in both streams the place that a message to the wire thread has among what is written
 * natively.
 */
export class Marker {
  private count = 0;

  constructor(private readonly source: NativeSource | undefined) {}

  /** @returns the number that the message carries */
  mark(): number {
    if (!this.source) return 0;
    const mark = markText(this.source.token, ++this.count);
    writeMark(1, mark);
    writeMark(2, mark);
    return this.count;
  }
}
