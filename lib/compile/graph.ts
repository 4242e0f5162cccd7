/** Writes functions of TensorFlow's graph format, node by node. */
import type { ValueForm } from './binding';
import { resultName } from './operations';
import { DATA_TYPE, type Attribute, type FunctionSpec, type NodeSpec } from './proto';

/** A value inside a function: where it is found, and its form. */
export interface Value extends ValueForm {
  ref: string;
}

const { float32, int32, bool } = DATA_TYPE;
const BYTES: Record<number, number> = { [float32]: 4, [int32]: 4, [bool]: 1 };

/** Numbers of a type that graphs here know, as the bytes that the format wants. */
export function bytesOf(values: ArrayLike<number>, dtype: number): Uint8Array {
  const Kind = { [float32]: Float32Array, [int32]: Int32Array, [bool]: Uint8Array }[dtype];
  if (!Kind) throw new TypeError(`Graphs here hold no tensors of type ${dtype}.`);
  const { buffer } = Kind.from(values);
  return new Uint8Array(buffer);
}

/** Long enough for a Fill to be shorter. */
const LONG = 16;

/** Whether all values are the same. */
export function isUniform(values: ArrayLike<number>): boolean {
  if (values.length <= LONG) return false;
  // A plain loop: these may be gradients' zeros and ones, by the million.
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** How many bytes a tensor takes. */
export function byteSizeOf({ dtype, shape }: ValueForm): number {
  return shape.reduce((size, dim) => size * dim, BYTES[dtype] ?? 0);
}

/** A function that is being written. */
export class FunctionBuilder {
  private readonly nodes: NodeSpec[] = [];
  private readonly inputs: { name: string; type: number }[] = [];
  private readonly constants = new Map<string, Value>();

  constructor(readonly name: string) {}

  /** One more argument of the function. */
  input(form: ValueForm): Value {
    const ref = `in${this.inputs.length}`;
    this.inputs.push({ name: ref, type: form.dtype });
    return { ...form, ref };
  }

  /** A constant; equal ones are written once. */
  constant(values: ArrayLike<number>, form: ValueForm): Value {
    const bytes = bytesOf(values, form.dtype);
    const key = `${form.dtype} ${form.shape.join(' ')} ${Buffer.from(bytes).toString('base64')}`;
    const known = this.constants.get(key);
    if (known) return known;
    const value = isUniform(values) ? this.fill(values[0] ?? 0, form) : this.literal(bytes, form);
    this.constants.set(key, value);
    return value;
  }

  /** A tensor that holds one number everywhere, without writing it out. */
  private fill(value: number, form: ValueForm): Value {
    const attributes = { T: { type: form.dtype }, index_type: { type: int32 } };
    const scalar = this.literal(bytesOf([value], form.dtype), { dtype: form.dtype, shape: [] });
    return this.single('Fill', [this.ints(form.shape), scalar], form, attributes);
  }

  private literal(bytes: Uint8Array, { dtype, shape }: ValueForm): Value {
    const attributes = {
      value: { constant: { type: dtype, shape, bytes } },
      dtype: { type: dtype },
    };
    return this.single('Const', [], { dtype, shape }, attributes);
  }

  /** An int32 constant, a scalar or a vector. */
  ints(values: number | readonly number[]): Value {
    return typeof values === 'number'
      ? this.constant([values], { dtype: int32, shape: [] })
      : this.constant(values, { dtype: int32, shape: [values.length] });
  }

  /** An operation with several results. */
  add(
    op: string,
    inputs: readonly Value[],
    outputs: readonly ValueForm[],
    attributes: Readonly<Record<string, Attribute>>,
  ): Value[] {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, inputs: inputs.map(({ ref }) => ref), attributes });
    return outputs.map((form, i) => ({ ...form, ref: `${name}:${resultName(op, i)}` }));
  }

  /** An operation with one result. */
  single(
    op: string,
    inputs: readonly Value[],
    output: ValueForm,
    attributes: Readonly<Record<string, Attribute>>,
  ): Value {
    return this.add(op, inputs, [output], attributes)[0] as Value;
  }

  /** Zeros of a form. */
  zeros(form: ValueForm): Value {
    return this.fill(0, { dtype: form.dtype, shape: form.shape });
  }

  /** Of two tensors of one shape, the first one's entries where the condition holds. */
  select(condition: Value, a: Value, b: Value): Value {
    const form = { dtype: a.dtype, shape: a.shape };
    return this.single('SelectV2', [condition, a, b], form, { T: { type: a.dtype } });
  }

  /** An operation on two tensors; the shape of the result is that of the first. */
  binary(op: string, a: Value, b: Value, dtype = a.dtype): Value {
    return this.single(op, [a, b], { dtype, shape: a.shape }, { T: { type: a.dtype } });
  }

  reshape(x: Value, shape: readonly number[]): Value {
    const attributes = { T: { type: x.dtype }, Tshape: { type: int32 } };
    return this.single('Reshape', [x, this.ints(shape)], { ...x, shape }, attributes);
  }

  /** A part of a tensor; `begin` may be computed. */
  slice(x: Value, begin: Value | readonly number[], shape: readonly number[]): Value {
    const start = 'ref' in begin ? begin : this.ints(begin);
    const attributes = { T: { type: x.dtype }, Index: { type: int32 } };
    return this.single('Slice', [x, start, this.ints(shape)], { ...x, shape }, attributes);
  }

  /** Every `strides[i]`-th place of each axis from `begin` on, up to before `end`. */
  stridedSlice(
    x: Value,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Value {
    const shape = begin.map((b, i) => Math.ceil(((end[i] ?? 0) - b) / (strides[i] ?? 1)));
    const attributes = { T: { type: x.dtype }, Index: { type: int32 } };
    const inputs = [x, this.ints(begin), this.ints(end), this.ints(strides)];
    return this.single('StridedSlice', inputs, { ...x, shape }, attributes);
  }

  /** Several tensors of one shape, stacked along a new axis. */
  pack(values: readonly Value[], axis: number): Value {
    const [first] = values as [Value];
    const shape = [...first.shape.slice(0, axis), values.length, ...first.shape.slice(axis)];
    const attributes = {
      N: { int: values.length },
      T: { type: first.dtype },
      axis: { int: axis },
    };
    return this.single('Pack', values, { ...first, shape }, attributes);
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values as [Value];
    if (values.length === 1) return first;
    const along = values.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    const shape = first.shape.map((dim, i) => (i === axis ? along : dim));
    const attributes = {
      N: { int: values.length },
      T: { type: first.dtype },
      Tidx: { type: int32 },
    };
    return this.single('ConcatV2', [...values, this.ints(axis)], { ...first, shape }, attributes);
  }

  /** Zeros around a tensor, [before, after] for each axis. */
  pad(x: Value, paddings: readonly (readonly [number, number])[]): Value {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    const shape = x.shape.map((dim, i) => dim + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0));
    const widths = this.constant(paddings.flat(), { dtype: int32, shape: [paddings.length, 2] });
    const attributes = { T: { type: x.dtype }, Tpaddings: { type: int32 } };
    return this.single('Pad', [x, widths], { ...x, shape }, attributes);
  }

  /** The product of two matrices, either of them transposed first. */
  matMul(a: Value, b: Value, { transposeA = false, transposeB = false } = {}): Value {
    const rows = a.shape[transposeA ? 1 : 0] ?? 0;
    const columns = b.shape[transposeB ? 0 : 1] ?? 0;
    return this.single(
      'MatMul',
      [a, b],
      { dtype: a.dtype, shape: [rows, columns] },
      {
        T: { type: a.dtype },
        transpose_a: { bool: transposeA },
        transpose_b: { bool: transposeB },
      },
    );
  }

  /** Rows of a tensor, in the order of the indices. */
  gatherRows(x: Value, indices: Value): Value {
    const shape = [...indices.shape, ...x.shape.slice(1)];
    const attributes = {
      Tparams: { type: x.dtype },
      Tindices: { type: int32 },
      Taxis: { type: int32 },
    };
    return this.single('GatherV2', [x, indices, this.ints(0)], { ...x, shape }, attributes);
  }

  /** The finished function. */
  build(outputs: readonly Value[]): FunctionSpec {
    return {
      name: this.name,
      inputs: this.inputs,
      outputs: outputs.map(({ ref, dtype }, i) => ({ name: `out${i}`, type: dtype, from: ref })),
      nodes: this.nodes,
    };
  }
}
