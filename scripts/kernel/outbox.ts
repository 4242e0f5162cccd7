import { setTimeout as sleep } from 'node:timers/promises';

/** Sends in order and one at a time: a socket refuses a second send before the first is done. */
export class Outbox {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly socket: { send(frames: Buffer[]): Promise<void> }) {}

  send(frames: Buffer[]): Promise<void> {
    this.tail = this.tail.then(() => this.deliver(frames)).catch(() => undefined);
    return this.tail;
  }

  /** Resolves when everything is with ZeroMQ. */
  flushed(): Promise<void> {
    return this.tail;
  }

  protected deliver(frames: Buffer[]): Promise<void> {
    return this.socket.send(frames);
  }
}

/** A socket for many clients, one of which may be slow. */
export interface PublishingSocket {
  send(frames: Buffer[]): Promise<void>;
  /** Whether a send fails, where it would be lost for a slow client. */
  noDrop: boolean;
}

const RETRY_MS = 2;
/** A client that takes nothing for so long is taken to be stuck. */
const PATIENCE_MS = 10_000;

/**
 * Waits for slow clients, so that they lose nothing; one that is stuck loses messages until it takes
 * some again, and holds nobody up.
 */
export class PatientOutbox extends Outbox {
  private isStuck = false;

  constructor(
    private readonly publisher: PublishingSocket,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    super(publisher);
  }

  protected override async deliver(frames: Buffer[]): Promise<void> {
    const start = performance.now();
    while (!(await this.isTakenByAll(frames))) {
      if (this.isStuck || performance.now() - start > this.patienceMs) {
        this.isStuck = true;
        this.publisher.noDrop = false;
        await this.publisher.send(frames).finally(() => (this.publisher.noDrop = true));
        return;
      }
      await sleep(RETRY_MS);
    }
    this.isStuck = false;
  }

  private async isTakenByAll(frames: Buffer[]): Promise<boolean> {
    try {
      await this.publisher.send(frames);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      return false;
    }
  }
}
