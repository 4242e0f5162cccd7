/** What code prints, taken from the process's streams. */
import { StringDecoder } from 'node:string_decoder';

export type StreamName = 'stdout' | 'stderr';

type WriteCallback = (error?: Error | null) => void;

/** Callbacks of writes, called when the running code has ended, as those of a stream are. */
class WriteCallbacks {
  /** How often each is to be called: a loop of prints gives the same one every time. */
  private waiting: { callback: WriteCallback; times: number }[] = [];

  add(callback: WriteCallback): void {
    const last = this.waiting.at(-1);
    if (last?.callback === callback) {
      last.times++;
      return;
    }
    if (!last) process.nextTick(() => this.call());
    this.waiting.push({ callback, times: 1 });
  }

  private call(): void {
    try {
      for (let first = this.waiting[0]; first; first = this.waiting[0]) {
        if (first.times-- === 0) this.waiting.shift();
        else first.callback(null);
      }
    } finally {
      // One has thrown: the others are called all the same.
      if (this.waiting.length > 0) process.nextTick(() => this.call());
    }
  }
}

/** Hands all that is written to the process's standard streams to `publish`, at once and in order. */
export function captureStreams(publish: (name: StreamName, text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const callbacks = new WriteCallbacks();
    const write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | WriteCallback,
      callback?: WriteCallback,
    ): boolean => {
      const text =
        typeof chunk === 'string'
          ? chunk
          : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      if (text !== '') publish(name, text);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) callbacks.add(done);
      return true;
    };
    process[name].write = write;
  }
}
