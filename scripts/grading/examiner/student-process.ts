/** The process with the student's cells, as the tests' process sees it. */
import { Decoder, type Receiver } from '../remote/decode';
import { Encoder, UnsendableError, type Sender } from '../remote/encode';
import { ChannelClosed, FrameError, type Channel, type Frame } from '../remote/frame';
import type { Callback, CallbackReply, CellOutcome, Reply, Request } from '../remote/messages';
import type { Tensor } from '../remote/tensors';
import { RemoteFault, type FaultRecord } from './faults';
import { OutcomeReader } from './cell-outcome';
import { attachGradients } from './gradients';
import { remoteFunction, remoteInstance, type Remote } from './stand-ins';

/** How long the student's event loop turns at a time. */
const TURN_MS = 5;
/** Longest text of a fault. */
const MAX_FAULT = 1000;

type Callable = (...args: unknown[]) => unknown;

export class StudentProcess implements Sender, Receiver, Remote {
  /** It has ended, by itself or by a limit. */
  hasEnded = false;
  /** Told when something of the student's runs with arguments of a test. */
  onCall?: () => void;

  readonly #outcomes = new OutcomeReader();
  readonly #sentTensors = new Set<number>();
  readonly #theirs = new WeakMap<object, number>();
  #callbacks = new Map<number, Callable>();
  #nextCallback = 0;
  #sequence = 0;
  #generation = 0;

  constructor(
    private readonly channel: Channel,
    readonly faults: FaultRecord,
  ) {}

  /** Counts up with each call: what was read from an instance holds until then. */
  get generation(): number {
    return this.#generation;
  }

  /** Forgets the callbacks of the test that has ended. */
  endTest(): void {
    this.#callbacks = new Map();
  }

  /** Runs a cell of the student's. */
  run(cell: number): CellOutcome {
    this.#generation++;
    const { reply } = this.#ask({ op: 'run', cell }, Buffer.alloc(0));
    if (!('ran' in reply)) throw this.faults.raise('The cell did not run.');
    return this.#outcomes.read(reply.ran);
  }

  /** The value of a name that the student's cells declare. */
  name(name: string): unknown {
    return this.#value({ op: 'name', name }, Buffer.alloc(0));
  }

  call(target: number, self: unknown, args: unknown[]): unknown {
    this.#generation++;
    this.onCall?.();
    const encoder = new Encoder(this);
    const request = this.#encoded(() => ({
      target,
      self: encoder.encode(self),
      args: args.map((each) => encoder.encode(each)),
    }));
    const result = this.#value({ op: 'call', ...request }, encoder.bytes);
    return attachGradients(args, result, (path, change, inputs) => {
      const again = new Encoder(this.#afresh());
      const parts = this.#encoded(() => ({
        target: request.target,
        self: again.encode(self),
        args: args.map((each) => again.encode(each)),
        change: again.encode(change),
        inputs: inputs.map((each) => again.encode(each)),
      }));
      return this.#value({ op: 'gradient', ...parts, path }, again.bytes) as Tensor[];
    });
  }

  construct(target: number, args: unknown[]): object {
    this.#generation++;
    this.onCall?.();
    const encoder = new Encoder(this);
    const request = this.#encoded(() => ({
      target,
      args: args.map((each) => encoder.encode(each)),
    }));
    const made = this.#value({ op: 'construct', ...request }, encoder.bytes);
    if (typeof made === 'object' && made !== null) return made;
    throw this.faults.raise('A class of the student made no object.');
  }

  read(target: number, key: string): unknown {
    return this.#value({ op: 'read', target, key }, Buffer.alloc(0));
  }

  write(target: number, key: string, value: unknown): void {
    this.#generation++;
    const encoder = new Encoder(this);
    const encoded = this.#encoded(() => encoder.encode(value));
    this.#value({ op: 'write', target, key, value: encoded }, encoder.bytes);
  }

  // Sender

  numberOfTheirs(value: object): number | undefined {
    return this.#theirs.get(value);
  }

  keep(value: object, kind: 'function' | 'instance' | 'promise'): number {
    // Its methods would be the student's to call, in this process.
    if (kind !== 'function') {
      const { name } = value.constructor as { name: string };
      throw new UnsendableError(
        `a ${name} cannot be given to a student's function: give plain data, tensors or functions`,
      );
    }
    const id = this.#nextCallback++;
    this.#callbacks.set(id, value as Callable);
    return id;
  }

  knowsTensor(key: number): boolean {
    return isIn(this.#sentTensors, key);
  }

  /**
   * Sends each tensor anew, once: a function is run again for its gradient with what it was given, even
   * where it has disposed of that.
   */
  #afresh(): Sender {
    const sent = new Set<number>();
    return {
      numberOfTheirs: (value) => this.numberOfTheirs(value),
      keep: (value, kind) => this.keep(value, kind),
      knowsTensor: (key) => isIn(sent, key),
    };
  }

  // Receiver

  theirs(kind: string, id: number, name: string, length: number): unknown {
    if (kind === 'promise') return this.#settled(id);
    const standIn =
      kind === 'function' ? remoteFunction(this, id, name, length) : remoteInstance(this, id, name);
    this.#theirs.set(standIn, id);
    return standIn;
  }

  ours(id: number): unknown {
    const callback = this.#callbacks.get(id);
    if (callback) return callback;
    throw new FrameError('Something that was never sent.');
  }

  /** A promise here for one there, which gets on only while its process's event loop turns. */
  #settled(target: number): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      const turn = (): void => {
        try {
          const request: Request = { op: 'settle', target, milliseconds: TURN_MS };
          const answer = this.#ask(request, Buffer.alloc(0));
          if ('pending' in answer.reply) setImmediate(turn);
          else resolve(this.#open(answer));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      setImmediate(turn);
    });
    // A test may not care.
    promise.catch(() => undefined);
    return promise;
  }

  #encoded<T>(encode: () => T): T {
    try {
      return encode();
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      throw this.faults.raise(`An argument cannot be sent: ${error.message}.`);
    }
  }

  #value(request: Request, bytes: Buffer): unknown {
    return this.#open(this.#ask(request, bytes));
  }

  /** What an answer holds; an error of the student's is thrown here. */
  #open({ reply, frame }: { reply: Reply; frame: Frame }): unknown {
    const decode = (value: unknown): unknown => {
      try {
        return new Decoder(this, frame.bytes).decode(value);
      } catch (error) {
        if (error instanceof FrameError) throw this.#garbled(error);
        throw error;
      }
    };
    if ('value' in reply) return decode(reply.value);
    if ('thrown' in reply) {
      const thrown = decode(reply.thrown);
      throw thrown instanceof Error
        ? thrown
        : new Error(`It threw ${typeof thrown}, not an Error.`);
    }
    throw this.faults.raise(
      'fault' in reply ? String(reply.fault).slice(0, MAX_FAULT) : 'An answer that is none.',
    );
  }

  /** Sends a request, serves callbacks while it is worked on, and returns the answer to it. */
  #ask(request: Request, bytes: Buffer): { reply: Reply; frame: Frame } {
    if (this.hasEnded) throw this.faults.raise("The student's process has ended.");
    const n = ++this.#sequence;
    try {
      this.channel.write({ body: { n, ...request }, bytes });
      for (;;) {
        const frame = this.channel.read();
        const { body } = frame;
        if (typeof body !== 'object' || body === null) throw new FrameError('No message.');
        if ('callback' in body) this.#serve(body as Callback, frame);
        else if ((body as { n?: unknown }).n === n) return { reply: body as Reply, frame };
        else throw new FrameError('An answer to nothing that was asked.');
      }
    } catch (error) {
      if (error instanceof ChannelClosed) {
        this.hasEnded = true;
        throw this.faults.raise("The student's process has ended.");
      }
      if (error instanceof FrameError) throw this.#garbled(error);
      throw error;
    }
  }

  /** After a message that is none nothing that follows can be told apart. */
  #garbled(error: FrameError): RemoteFault {
    this.hasEnded = true;
    return this.faults.raise(`The student's process sent what is no message: ${error.message}`);
  }

  #serve({ callback, args }: Callback, frame: Frame): void {
    const decoder = new Decoder(this, frame.bytes);
    if (!Array.isArray(args)) throw new FrameError('A callback without arguments.');
    const values = args.map((each) => decoder.decode(each));
    const encoder = new Encoder(this);
    let reply: CallbackReply;
    try {
      const called = this.#callbacks.get(callback);
      if (!called) throw new RemoteFault('The function is not there any more.');
      reply = { returned: encoder.encode(called(...values)) };
    } catch (error) {
      if (error instanceof FrameError || error instanceof ChannelClosed) throw error;
      // Whoever wrote the test meant it; the student's code must not be able to swallow it.
      const words = error instanceof Error ? error.message : String(error);
      this.faults.raise(words);
      reply = { failed: true };
    }
    this.channel.write({ body: reply, bytes: encoder.bytes });
  }
}

/** Whether a key is in a set; from now on it is. */
function isIn(keys: Set<number>, key: number): boolean {
  const isThere = keys.has(key);
  keys.add(key);
  return isThere;
}
