/**
 * Holds the student's cells and does what the tests' process asks. Everything here is in the
 * student's hands: nobody may trust what it says.
 */
import { Decoder, type Receiver } from '../remote/decode';
import { Encoder, UnsendableError, type Sender } from '../remote/encode';
import type { Encoded } from '../remote/encoded';
import type { Channel, Frame } from '../remote/frame';
import { moduleLoader } from '../remote/load-module';
import type { CallbackReply, Reply, Request } from '../remote/messages';
import { CellSession } from '../remote/run-cell';
import { loadedTensors, type Tensor } from '../remote/tensors';
import { runCell } from './cell-outcome';
import type { StudentJob } from './job';

type Callable = (...args: unknown[]) => unknown;
type Settled = { value: unknown } | { thrown: unknown };
/** A reply before it has a number. */
type Answer = { value: unknown } | { thrown: unknown } | { pending: true };

class Fault extends Error {}

export class Host implements Sender, Receiver {
  readonly tensors = new Map<number, Tensor>();
  readonly #session: CellSession;
  readonly #kept: unknown[] = [];
  readonly #numbers = new Map<object, number>();
  readonly #callbacks = new WeakMap<object, number>();
  readonly #settled = new Map<number, Settled>();

  constructor(
    private readonly job: StudentJob,
    private readonly channel: Channel,
  ) {
    this.#session = new CellSession({ load: moduleLoader(job.projectRoot) });
  }

  /** Serves requests until there are no more. */
  async serve(): Promise<void> {
    for (;;) {
      const frame = this.channel.read();
      const request = frame.body as Request & { n: number };
      if (request.op === 'run') {
        const cell = this.job.cells[request.cell];
        if (!cell) throw new Fault('There is no such cell.');
        const ran = await runCell(this.#session, cell);
        this.#send({ n: request.n, ran }, Buffer.alloc(0));
      } else if (request.op === 'settle') {
        await this.#turn(request.target, request.milliseconds);
        this.#answer(request.n, () => this.#settled.get(request.target) ?? { pending: true });
      } else {
        this.#answer(request.n, () => this.#do(request, frame));
      }
    }
  }

  // Sender

  numberOfTheirs(value: object): number | undefined {
    return this.#callbacks.get(value);
  }

  keep(value: object): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const id = this.#kept.push(value) - 1;
    this.#numbers.set(value, id);
    if (value instanceof Promise) {
      value.then(
        (result: unknown) => this.#settled.set(id, { value: result }),
        (thrown: unknown) => this.#settled.set(id, { thrown }),
      );
    }
    return id;
  }

  // Receiver

  theirs(_kind: string, id: number): Callable {
    const callback = (...args: unknown[]): unknown => this.#callBack(id, args);
    this.#callbacks.set(callback, id);
    return callback;
  }

  ours(id: number): unknown {
    return this.#kept[id];
  }

  #do(request: Exclude<Request, { op: 'run' | 'settle' }>, frame: Frame): Answer {
    // For a gradient tensors are sent anew.
    const receiver: Receiver =
      request.op === 'gradient'
        ? {
            theirs: (kind, id) => this.theirs(kind, id),
            ours: (id) => this.ours(id),
            tensors: new Map<number, Tensor>(),
          }
        : this;
    const decoder = new Decoder(receiver, frame.bytes);
    const decode = (value: Encoded): unknown => decoder.decode(value);
    switch (request.op) {
      case 'name':
        return { value: this.#name(request.name) };
      case 'call': {
        const target = this.#kept[request.target] as Callable;
        const [self, args] = [decode(request.self), request.args.map(decode)];
        return attempt(() => Reflect.apply(target, self, args));
      }
      case 'construct': {
        const target = this.#kept[request.target] as new () => unknown;
        const args = request.args.map(decode);
        return attempt(() => Reflect.construct(target, args) as unknown);
      }
      case 'read': {
        const { key, target } = request;
        return attempt(() => (this.#kept[target] as Record<string, unknown>)[key]);
      }
      case 'write': {
        const { key, target, value } = request;
        return attempt(() => {
          (this.#kept[target] as Record<string, unknown>)[key] = decode(value);
        });
      }
      case 'gradient': {
        const target = this.#kept[request.target] as Callable;
        const [self, args] = [decode(request.self), request.args.map(decode)];
        const inputs = request.inputs.map(decode) as Tensor[];
        const change = decode(request.change) as Tensor;
        const run = (): unknown => Reflect.apply(target, self, args);
        return attempt(() => gradients(run, request.path, inputs, change));
      }
    }
  }

  #name(name: string): unknown {
    if (!this.#session.has(name)) {
      throw new Fault(
        `There is no '${name}': the cell that declares it is missing, or was changed.`,
      );
    }
    const value = this.#session.value(name);
    if (value === undefined && !this.#session.hasRun(name)) {
      throw new Fault(`'${name}' has no value: the cell that declares it ended with an error.`);
    }
    return value;
  }

  /** Calls a function of the tests' and waits for what it gives back. */
  #callBack(callback: number, args: unknown[]): unknown {
    const encoder = new Encoder(this);
    const body = { callback, args: args.map((each) => encoder.encode(each)) };
    this.channel.write({ body, bytes: encoder.bytes });
    for (;;) {
      const frame = this.channel.read();
      const { body } = frame;
      const reply = body as CallbackReply;
      if ('failed' in reply) throw new Error('A function of the test failed.');
      if ('returned' in reply) return new Decoder(this, frame.bytes).decode(reply.returned);
      const request = body as Request & { n: number };
      if (request.op === 'run' || request.op === 'settle') throw new Fault('Out of turn.');
      this.#answer(request.n, () => this.#do(request, frame));
    }
  }

  /** Lets the event loop turn until the promise is settled or the time is over. */
  async #turn(target: number, milliseconds: number): Promise<void> {
    const promise = this.#kept[target];
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([Promise.resolve(promise).catch(() => undefined), over]);
    clearTimeout(timer);
  }

  #answer(n: number, work: () => Answer): void {
    const encoder = new Encoder(this);
    let reply: Reply;
    try {
      const answer = work();
      if ('pending' in answer) reply = { n, pending: true };
      else if ('value' in answer) reply = { n, value: encoder.encode(answer.value) };
      else reply = { n, thrown: encoder.encode(answer.thrown) };
    } catch (error) {
      if (error instanceof Fault) reply = { n, fault: error.message };
      else if (error instanceof UnsendableError) {
        reply = { n, fault: `What came back cannot be read: ${error.message}.` };
      } else throw error;
    }
    this.#send(reply, encoder.bytes);
  }

  #send(body: Reply, bytes: Buffer): void {
    this.channel.write({ body, bytes });
  }
}

function attempt(work: () => unknown): Answer {
  try {
    return { value: work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** The gradients of the tensor at `path` of a result; zeros where an input has no part in it. */
function gradients(
  run: () => unknown,
  path: readonly (string | number)[],
  inputs: Tensor[],
  change: Tensor,
): Tensor[] {
  const tf = loadedTensors();
  if (!tf) throw new Fault('There are no tensors.');
  const pick = (): Tensor =>
    path.reduce((value, key) => (value as Record<string, unknown>)[key], run()) as Tensor;
  const { grads } = tf.engine().gradients(pick, inputs, change, true);
  // Of an input that the function has disposed of only the shape is left.
  return inputs.map((input, i) => grads[i] ?? tf.zeros(input.shape));
}
