/** Something that no test can have meant went wrong: the test fails, whatever it catches. */
export class RemoteFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RemoteFault';
  }
}

/** Remembers faults, so that a test that catches errors cannot take them for those it expects. */
export class FaultRecord {
  #count = 0;
  #first: string | undefined;

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** What the first one says. */
  get first(): string | undefined {
    return this.#first;
  }

  /** Remembers a fault, and returns it to be thrown. */
  raise(message: string): RemoteFault {
    this.#count++;
    this.#first ??= message;
    return new RemoteFault(message);
  }

  /** Before the next cell. */
  reset(): void {
    this.#count = 0;
    this.#first = undefined;
  }
}
