/** Sends in order and one at a time: a socket refuses a second send before the first is done. */
export class Outbox {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly socket: { send(frames: Buffer[]): Promise<void> }) {}

  send(frames: Buffer[]): Promise<void> {
    this.tail = this.tail.then(() => this.socket.send(frames)).catch(() => undefined);
    return this.tail;
  }

  /** Resolves when everything is with ZeroMQ. */
  flushed(): Promise<void> {
    return this.tail;
  }
}
