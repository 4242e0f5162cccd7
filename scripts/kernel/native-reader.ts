/** The wire thread's side of what is written natively: reads it, in order with the messages. */
import { readSync, writeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { MarkedStream } from './native-marks';
import type { NativeSource } from './native-streams';
import type { StreamName } from './streams';

const CHUNK_BYTES = 64 * 1024;

/** One of the two FIFOs. */
class NativeStream {
  private readonly buffer = Buffer.alloc(CHUNK_BYTES);
  private readonly stream: MarkedStream;
  private readonly socket: Socket;
  private isPaused = false;
  /** Text with the last mark before it, whose message has not been handled yet. */
  private held: { mark: number; text: string }[] = [];
  private handled = 0;

  constructor(
    private readonly descriptor: number,
    token: string,
    onRead: (text: string) => void,
    private readonly onText: (text: string) => void,
    mayContinue: () => boolean,
  ) {
    this.stream = new MarkedStream(token, (text) => {
      onRead(text);
      this.held.push({ mark: this.stream.reached, text });
    });
    // Unlike events, this callback comes at once, and so in order with what readTo reads.
    const onread: OnReadOpts = {
      buffer: Buffer.alloc(CHUNK_BYTES),
      callback: (length, buffer) => {
        this.stream.add(buffer.subarray(0, length));
        this.release(this.handled);
        this.isPaused = !mayContinue();
        return !this.isPaused;
      },
    };
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd: descriptor,
      readable: true,
      writable: false,
      onread,
    };
    this.socket = new Socket(options);
    this.socket.on('error', () => undefined);
    this.socket.unref();
  }

  /** Gives the text before a mark: reads up to it, or to the end of what there is. */
  readTo(mark: number): void {
    this.readUntil(mark);
    this.release(mark - 1);
  }

  /** The message with this mark has been handled: gives the text after it. */
  passed(mark: number): void {
    this.handled = mark;
    this.release(mark);
  }

  private release(mark: number): void {
    const count = this.held.findIndex((each) => each.mark > mark);
    const free = count === -1 ? this.held.splice(0) : this.held.splice(0, count);
    for (const { text } of free) this.onText(text);
  }

  private readUntil(mark: number): void {
    while (this.stream.reached < mark) {
      let length = 0;
      try {
        length = readSync(this.descriptor, this.buffer);
      } catch {
        // Empty (EAGAIN): the code in a cell has closed the descriptor, or its mark was not written.
      }
      if (length === 0) return;
      this.stream.add(this.buffer.subarray(0, length));
    }
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.socket.resume();
  }
}

export class NativeReader {
  private readonly streams: NativeStream[];

  /**
   * @param onText is given what was written, without the kernel's marks
   * @param mayContinue whether more may be read: what is not read holds its writers up
   */
  constructor(
    source: NativeSource,
    onText: (name: StreamName, text: string) => void,
    mayContinue: () => boolean,
  ) {
    const { stdout, stderr, log, token } = source;
    const stream = (name: StreamName, descriptor: number, onRead: (text: string) => void) =>
      new NativeStream(descriptor, token, onRead, (text) => onText(name, text), mayContinue);
    this.streams = [
      stream('stdout', stdout, () => undefined),
      // Kept at once: they may be the last words of a process that is being aborted.
      stream('stderr', stderr, (text) => keep(log, text)),
    ];
  }

  /** Reads what was written before the message with this mark. */
  readTo(mark: number): void {
    for (const stream of this.streams) stream.readTo(mark);
  }

  /** The message with this mark has been handled. */
  passed(mark: number): void {
    for (const stream of this.streams) stream.passed(mark);
  }

  /** Goes on after `mayContinue` said no. */
  resume(): void {
    for (const stream of this.streams) stream.resume();
  }
}

/** Puts text where the process's stderr went originally; where nobody reads there, it is dropped. */
export function keep(log: number, text: string): void {
  try {
    writeSync(log, text);
  } catch {
    return;
  }
}
