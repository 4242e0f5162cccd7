/** Values as they travel between the two processes. */

/** Names of typed arrays that travel as bytes. */
export const ARRAY_TYPES = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type ArrayTypeName = keyof typeof ARRAY_TYPES;

/** Numeric types of tensors, each with the array that holds its values. */
export const TENSOR_ARRAYS: Record<string, ArrayTypeName> = {
  float32: 'Float32Array',
  int32: 'Int32Array',
  bool: 'Uint8Array',
};

/** A place in a message's bytes. */
export interface BytePlace {
  at: number;
  length: number;
}

/** A value: what JSON knows as it is, everything else with a tag. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | { t: 'undefined' }
  /** NaN, the infinities and -0. */
  | { t: 'number'; v: string }
  | { t: 'bigint'; v: string }
  | { t: 'list'; v: Encoded[] }
  /** A list of numbers, as 64-bit floats. */
  | ({ t: 'numbers' } & BytePlace)
  | { t: 'object'; v: [string, Encoded][] }
  | { t: 'map'; v: [Encoded, Encoded][] }
  | { t: 'set'; v: Encoded[] }
  | { t: 'date'; v: number | null }
  | { t: 'error'; name: string; message: string }
  | ({ t: 'array'; type: string } & BytePlace)
  | ({ t: 'tensor'; dtype: string; shape: number[]; key?: number } & BytePlace)
  /** A tensor that was sent before. */
  | { t: 'known-tensor'; key: number }
  /** Something that stays with the sender, who is asked for it by its number. */
  | { t: 'function'; id: number; name: string; length: number }
  | { t: 'instance'; id: number; name: string }
  | { t: 'promise'; id: number }
  /** Something that the receiver sent before. */
  | { t: 'own'; id: number };
