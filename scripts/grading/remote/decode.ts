import { FrameError } from './frame';
import { ARRAY_TYPES, TENSOR_ARRAYS, type ArrayTypeName } from './encoded';
import { loadLibrary, type Tensor } from './tensors';

/** What decoding needs of a process. */
export interface Receiver {
  /** A stand-in for what stays with the sender. */
  theirs(
    kind: 'function' | 'instance' | 'promise',
    id: number,
    name: string,
    length: number,
  ): unknown;
  /** What the sender was given before. */
  ours(id: number): unknown;
  /** Tensors that were sent under a key; nothing where the sender has no right to keep any here. */
  readonly tensors?: Map<number, Tensor>;
}

const MAX_DEPTH = 80;
const MAX_NODES = 500_000;
const MAX_NAME = 200;

type Tagged = Record<string, unknown>;

/** Decodes the values of one message. It trusts nothing: the sender may be anybody. */
export class Decoder {
  #nodes = 0;
  #taken = 0;

  constructor(
    private readonly receiver: Receiver,
    private readonly bytes: Buffer,
  ) {}

  /** @throws FrameError for anything but an encoded value */
  decode(value: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) throw new FrameError('Too large a value.');
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) throw new FrameError('A list without a tag.');
    const tagged = value as Tagged;
    switch (tagged['t']) {
      case 'undefined':
        return undefined;
      case 'number':
        return specialNumber(tagged['v']);
      case 'bigint':
        return bigint(tagged['v']);
      case 'date':
        return new Date(typeof tagged['v'] === 'number' ? tagged['v'] : NaN);
      case 'error':
        return remoteError(text(tagged['name'], MAX_NAME), text(tagged['message']));
      case 'list':
        return list(tagged['v']).map((each) => this.decode(each, depth + 1));
      case 'set':
        return new Set(list(tagged['v']).map((each) => this.decode(each, depth + 1)));
      case 'map':
        return new Map(list(tagged['v']).map((each) => this.#pair(each, depth)));
      case 'object':
        return this.#object(tagged['v'], depth);
      default:
        return this.#decodeBulk(tagged) ?? this.#decodeReference(tagged);
    }
  }

  #pair(value: unknown, depth: number): [unknown, unknown] {
    const [key, member] = list(value);
    return [this.decode(key, depth + 1), this.decode(member, depth + 1)];
  }

  #object(value: unknown, depth: number): Record<string, unknown> {
    const decoded: Record<string, unknown> = {};
    for (const each of list(value)) {
      const [key, encoded] = list(each);
      const member = this.decode(encoded, depth + 1);
      if (typeof key !== 'string' || key === '__proto__') continue;
      // A method of these names would run whenever the value is compared or printed.
      if (['valueOf', 'toString', 'toJSON', 'then'].includes(key) && typeof member === 'function') {
        throw new FrameError(`An object with a function '${key}'.`);
      }
      decoded[key] = member;
    }
    return decoded;
  }

  #decodeBulk(tagged: Tagged): unknown {
    switch (tagged['t']) {
      case 'numbers':
        return Array.from(this.#array('Float64Array', tagged) as Float64Array);
      case 'array': {
        const type = tagged['type'];
        if (typeof type !== 'string' || !Object.hasOwn(ARRAY_TYPES, type)) {
          throw new FrameError('An array of an unknown type.');
        }
        return this.#array(type as ArrayTypeName, tagged);
      }
      case 'tensor':
        return this.#tensor(tagged);
      case 'known-tensor': {
        const tensor = this.receiver.tensors?.get(integer(tagged['key']));
        if (!tensor) throw new FrameError('A tensor that was never sent.');
        return tensor;
      }
      default:
        return undefined;
    }
  }

  #decodeReference(tagged: Tagged): unknown {
    const { t: kind } = tagged;
    const id = integer(tagged['id']);
    if (kind === 'own') return this.receiver.ours(id);
    if (kind !== 'function' && kind !== 'instance' && kind !== 'promise') {
      throw new FrameError('A value of an unknown kind.');
    }
    const name = kind === 'promise' ? '' : text(tagged['name'], MAX_NAME);
    const length = kind === 'function' ? integer(tagged['length']) : 0;
    return this.receiver.theirs(kind, id, name, length);
  }

  #array(type: ArrayTypeName, place: Tagged): ArrayLike<unknown> {
    const [at, length] = [integer(place['at']), integer(place['length'])];
    const { BYTES_PER_ELEMENT: size } = ARRAY_TYPES[type];
    // Each byte is sent for one array: a message must not grow by being read.
    this.#taken += length;
    const isInside = at + length <= this.bytes.length && this.#taken <= this.bytes.length;
    if (!isInside || length % size !== 0) throw new FrameError('An array outside its message.');
    // A copy: the message's bytes may be shared.
    const copy = Uint8Array.prototype.slice.call(this.bytes, at, at + length);
    return new ARRAY_TYPES[type](copy.buffer, 0, length / size);
  }

  #tensor(tagged: Tagged): Tensor {
    const dtype = text(tagged['dtype'], MAX_NAME);
    const type = Object.hasOwn(TENSOR_ARRAYS, dtype) ? TENSOR_ARRAYS[dtype] : undefined;
    const shape = list(tagged['shape']).map(integer);
    if (type === undefined || shape.length > 6) throw new FrameError('A tensor of no known kind.');
    const values = this.#array(type, tagged) as Float32Array;
    if (shape.reduce((size, each) => size * each, 1) !== values.length) {
      throw new FrameError('A tensor whose shape is not that of its values.');
    }
    const tensor = loadLibrary().tf.tensor(values, shape, dtype as 'float32');
    const { key } = tagged;
    if (key !== undefined) this.receiver.tensors?.set(integer(key), tensor);
    return tensor;
  }
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw new FrameError('A list was expected.');
}

function integer(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new FrameError('A number was expected.');
}

function text(value: unknown, most = 20_000): string {
  if (typeof value === 'string') return value.slice(0, most);
  throw new FrameError('A text was expected.');
}

const SPECIAL: Record<string, number> = {
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
};

function specialNumber(value: unknown): number {
  if (typeof value === 'string' && Object.hasOwn(SPECIAL, value)) return SPECIAL[value] as number;
  throw new FrameError('A number that is none.');
}

function bigint(value: unknown): bigint {
  if (typeof value === 'string' && /^-?\d{1,5000}$/.test(value)) return BigInt(value);
  throw new FrameError('An integer that is none.');
}

const ERRORS = [TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];

/** An error with the name and message of the other process's: of the same class where it is a usual one. */
function remoteError(name: string, message: string): Error {
  const ErrorClass = ERRORS.find((each) => each.name === name) ?? Error;
  const error = new ErrorClass(message);
  // Not an AssertionError: whoever throws that decides what a test says.
  if (error.name !== name) {
    error.name = name === 'AssertionError' ? 'Error' : name;
  }
  return error;
}
