/** What the kernel publishes on iopub: gathers text, keeps the order, waits for slow clients. */
import type { MessageHeader } from '../jupyter/message';
import { NativeReader } from './native-reader';
import type { NativeSource } from './native-streams';
import { type PublishingSocket, PatientOutbox } from './outbox';
import { StreamGatherer } from './stream-gatherer';
import type { StreamName } from './streams';
import type { SharedState, ToWire } from './threads';

type Parent = MessageHeader | undefined;

export type Encode = (
  msgType: string,
  parent: Parent,
  content: Record<string, unknown>,
  metadata?: Record<string, unknown>,
) => Buffer[];

export class Publications {
  private readonly outbox: PatientOutbox;
  private readonly streams: StreamGatherer;
  private readonly reader: NativeReader | undefined;
  /** The cell that began last: what is written natively is taken for its output. */
  cell: Parent;

  constructor(
    socket: PublishingSocket,
    private readonly encode: Encode,
    private readonly state: SharedState,
    native: NativeSource | undefined,
  ) {
    this.outbox = new PatientOutbox(socket);
    this.streams = new StreamGatherer((parent, content, bytes) => {
      this.send(bytes, 'stream', parent, content);
    });
    this.reader =
      native &&
      new NativeReader(
        native,
        (name, text) => this.addNative(name, text),
        () => !state.isFull,
      );
  }

  /** Publishes a message after all that came before. */
  publish(
    msgType: string,
    parent: Parent,
    content: Record<string, unknown>,
    metadata?: Record<string, unknown>,
  ): void {
    this.streams.flush();
    this.send(0, msgType, parent, content, metadata);
  }

  /** Publishes what the main thread made and counted. */
  forward({ msgType, parent, content, metadata, bytes }: ToWire & { type: 'publish' }): void {
    if (msgType === 'stream') {
      this.streams.add(parent, String(content['name']), String(content['text']), bytes);
      return;
    }
    this.streams.flush();
    this.send(bytes, msgType, parent, content, metadata);
  }

  /** Handles a message in its place among what is written natively. */
  inPlace(mark: number, handle: () => void): void {
    this.reader?.readTo(mark);
    handle();
    this.reader?.passed(mark);
  }

  /** Sends the text that was gathered. */
  flush(): void {
    this.streams.flush();
  }

  /** Resolves when everything is with ZeroMQ. */
  flushed(): Promise<void> {
    return this.outbox.flushed();
  }

  /** Before the first cell such text is nobody's: it is in the kernel's log only. */
  private addNative(name: StreamName, text: string): void {
    if (!this.cell) return;
    this.state.addPending(text.length);
    this.streams.add(this.cell, name, text, text.length);
  }

  private send(bytes: number, ...message: Parameters<Encode>): void {
    void this.outbox.send(this.encode(...message)).then(() => {
      this.state.removePending(bytes);
      if (!this.state.isFull) this.reader?.resume();
    });
  }
}
