/**
 * Slow work that is asked for again and again, never done twice at once: of the requests that come
 * while it is done, one is served afterwards. Its failures are ignored, so that whoever must know
 * does it once more at the end.
 */
export class Repeated {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Asks for the work to be done, now or after what is being done. */
  request(): void {
    this.#again = true;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is being done, nor asked for. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#work().catch(() => undefined);
    }
    this.#running = undefined;
  }
}
