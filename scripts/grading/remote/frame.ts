/** Messages between the two processes: JSON, with the bytes of arrays beside it. */
import { readSync, writeSync } from 'node:fs';

/** A message: JSON, and the bytes that places in it point to. */
export interface Frame {
  body: unknown;
  bytes: Buffer;
}

/** The other process has ended. */
export class ChannelClosed extends Error {}

/** What came is no message of this protocol. */
export class FrameError extends Error {}

const HEADER = 8;
/** Longest JSON and most bytes of one message. */
const MAX_JSON = 32 * 2 ** 20;
const MAX_BYTES = 256 * 2 ** 20;

/** A pair of descriptors that block, to and from the other process. */
export class Channel {
  constructor(
    private readonly input: number,
    private readonly output: number,
  ) {}

  /** @throws ChannelClosed where nobody reads any more */
  write({ body, bytes }: Frame): void {
    const json = Buffer.from(JSON.stringify(body), 'utf8');
    if (json.length > MAX_JSON || bytes.length > MAX_BYTES) {
      throw new FrameError('The value is too large to be sent to the other process.');
    }
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(json.length, 0);
    header.writeUInt32LE(bytes.length, 4);
    const message = Buffer.concat([header, json, bytes]);
    try {
      for (let sent = 0; sent < message.length;) {
        sent += writeSync(this.output, message, sent, message.length - sent);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw new ChannelClosed();
      throw error;
    }
  }

  /**
   * Waits for the next message, without turning the event loop.
   *
   * @throws ChannelClosed where the other process has ended, FrameError for anything but a message
   */
  read(): Frame {
    const header = this.#take(HEADER);
    const [jsonLength, byteLength] = [header.readUInt32LE(0), header.readUInt32LE(4)];
    if (jsonLength > MAX_JSON || byteLength > MAX_BYTES)
      throw new FrameError('Too long a message.');
    const json = this.#take(jsonLength).toString('utf8');
    const bytes = this.#take(byteLength);
    try {
      return { body: JSON.parse(json) as unknown, bytes };
    } catch {
      throw new FrameError('A message that is not JSON.');
    }
  }

  #take(length: number): Buffer {
    // Grows with what comes: a length alone must not take the memory.
    const parts: Buffer[] = [];
    for (let left = length; left > 0;) {
      const part = Buffer.allocUnsafe(Math.min(left, 2 ** 20));
      const count = readSync(this.input, part, 0, part.length, null);
      if (count === 0) throw new ChannelClosed();
      parts.push(part.subarray(0, count));
      left -= count;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }
}
