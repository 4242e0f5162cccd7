import { types } from 'node:util';
import { ARRAY_TYPES, TENSOR_ARRAYS, type BytePlace, type Encoded } from './encoded';
import { loadedTensors, type Tensor } from './tensors';

/** A value that the other process cannot be given. */
export class UnsendableError extends Error {}

/** What encoding needs of a process. */
export interface Sender {
  /** The number under which the receiver knows something of its own that came from it. */
  numberOfTheirs(value: object): number | undefined;
  /** Keeps a function, an instance or a promise, and gives it a number. */
  keep(value: object, kind: 'function' | 'instance' | 'promise'): number;
  /** Whether the receiver has a tensor already; from now on it has. */
  knowsTensor?(key: number): boolean;
}

const MAX_DEPTH = 64;
const MAX_NODES = 400_000;
/** Lists of at least so many numbers travel as bytes. */
const LONG_LIST = 16;

/** Encodes the values of one message. */
export class Encoder {
  readonly #parts: Buffer[] = [];
  #size = 0;
  #nodes = 0;

  constructor(private readonly sender: Sender) {}

  /** What the encoded values point to. */
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** @throws UnsendableError */
  encode(value: unknown, depth = 0): Encoded {
    if (depth > MAX_DEPTH) throw new UnsendableError('it is nested too deeply, or holds itself');
    if (++this.#nodes > MAX_NODES) throw new UnsendableError('it has too many parts');
    switch (typeof value) {
      case 'undefined':
        return { t: 'undefined' };
      case 'boolean':
      case 'string':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { t: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
      case 'bigint':
        return { t: 'bigint', v: value.toString() };
      case 'symbol':
        throw new UnsendableError('symbols stay in their process');
      default:
        return value === null ? null : this.#encodeObject(value as object, depth);
    }
  }

  #encodeObject(value: object, depth: number): Encoded {
    const theirs = this.sender.numberOfTheirs(value);
    if (theirs !== undefined) return { t: 'own', id: theirs };
    if (typeof value === 'function') {
      const { name, length } = value as (...args: unknown[]) => unknown;
      const id = this.sender.keep(value, 'function');
      return { t: 'function', id, name: String(name), length: Number(length) };
    }
    if (Array.isArray(value)) return this.#encodeList(value, depth);
    const tf = loadedTensors();
    if (tf && value instanceof tf.Tensor) return this.#encodeTensor(value as Tensor);
    return this.#encodeBuiltIn(value, depth) ?? this.#encodeMembers(value, depth);
  }

  #encodeBuiltIn(value: object, depth: number): Encoded | undefined {
    if (types.isDate(value)) {
      const time = value.getTime();
      return { t: 'date', v: Number.isNaN(time) ? null : time };
    }
    if (types.isNativeError(value)) {
      return { t: 'error', name: String(value.name), message: String(value.message) };
    }
    if (types.isMap(value)) {
      const pair = ([k, v]: [unknown, unknown]): [Encoded, Encoded] => [
        this.encode(k, depth + 1),
        this.encode(v, depth + 1),
      ];
      return { t: 'map', v: [...value].map(pair) };
    }
    if (types.isSet(value))
      return { t: 'set', v: [...value].map((v) => this.encode(v, depth + 1)) };
    if (types.isPromise(value)) return { t: 'promise', id: this.sender.keep(value, 'promise') };
    if (types.isTypedArray(value)) {
      const type = value[Symbol.toStringTag];
      if (!(type in ARRAY_TYPES)) throw new UnsendableError(`it is a ${type}`);
      const { buffer, byteOffset, byteLength } = value;
      return { t: 'array', type, ...this.#put(Buffer.from(buffer, byteOffset, byteLength)) };
    }
    return undefined;
  }

  #encodeList(list: readonly unknown[], depth: number): Encoded {
    if (list.length >= LONG_LIST && list.every((each) => typeof each === 'number')) {
      const numbers = Float64Array.from(list);
      return { t: 'numbers', ...this.#put(Buffer.from(numbers.buffer)) };
    }
    if (list.length > MAX_NODES) throw new UnsendableError('it has too many parts');
    return { t: 'list', v: Array.from(list, (each) => this.encode(each, depth + 1)) };
  }

  #encodeTensor(tensor: Tensor): Encoded {
    const { dtype, shape } = tensor;
    const type = TENSOR_ARRAYS[dtype];
    if (type === undefined) throw new UnsendableError(`it is a tensor of type ${dtype}`);
    // A variable keeps its place and changes its values.
    const key = 'assign' in tensor ? undefined : tensor.id;
    if (key !== undefined && this.sender.knowsTensor?.(key)) return { t: 'known-tensor', key };
    const data = (ARRAY_TYPES[type] as typeof Float32Array).from(tensor.dataSync<'float32'>());
    const place = this.#put(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    const own = this.sender.knowsTensor && key !== undefined ? { key } : {};
    return { t: 'tensor', dtype, shape: [...shape], ...own, ...place };
  }

  #encodeMembers(value: object, depth: number): Encoded {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
      const id = this.sender.keep(value, 'instance');
      return { t: 'instance', id, name: typeof name === 'string' ? name : 'object' };
    }
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
    for (const [key, member] of entries) {
      if (['valueOf', 'toString', 'then'].includes(key) && typeof member === 'function') {
        throw new UnsendableError(`it is an object with a function '${key}' of its own`);
      }
    }
    return {
      t: 'object',
      v: entries.map(([key, member]) => [key, this.encode(member, depth + 1)]),
    };
  }

  #put(bytes: Buffer): BytePlace {
    const at = this.#size;
    // Eight bytes apart, so that they can be read in place.
    const padding = (8 - (bytes.length % 8)) % 8;
    this.#parts.push(bytes, Buffer.alloc(padding));
    this.#size += bytes.length + padding;
    return { at, length: bytes.length };
  }
}
