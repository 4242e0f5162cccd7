/** Writes a trace into a function. */
import type { TensorId } from './binding';
import type { FunctionBuilder, Value } from './graph';
import type { Lowering } from './lower/lowering';
import { DATA_TYPE } from './proto';
import type { Trace, TracedOperation } from './trace';

/** How a trace is written. */
export interface EmitOptions {
  into: FunctionBuilder;
  trace: Trace;
  /** Where the inputs of the trace, and what it drew, come from. */
  given: ReadonlyMap<TensorId, Value>;
  /** The results that are wanted; what none of them needs is left out. */
  wanted: readonly TensorId[];
  /** Other ways of writing some operations, by their name. */
  lowerings: Readonly<Record<string, Lowering>>;
}

/** @returns the wanted results, in their order. */
export function emit({ into, trace, given, wanted, lowerings }: EmitOptions): Value[] {
  const values = new Map(given);
  const valueOf = (id: TensorId): Value => {
    let value = values.get(id);
    if (!value) {
      const constant = trace.constants.get(id);
      if (!constant) throw new Error(`The trace does not say where tensor ${id} comes from.`);
      value = into.constant(constant.values, constant);
      values.set(id, value);
    }
    return value;
  };
  for (const operation of neededFor(wanted, trace.operations)) {
    const inputs = operation.inputs.map(valueOf);
    const forms = operation.outputs.map((id) => {
      const form = trace.forms.get(id);
      if (!form) throw new Error(`The trace does not know the form of tensor ${id}.`);
      return form;
    });
    const outputs =
      lowerings[operation.op]?.(into, { ...operation, inputs, forms }) ??
      into.add(operation.op, inputs, forms, attributesFor(operation, inputs));
    operation.outputs.forEach((id, i) => values.set(id, outputs[i] as Value));
  }
  return wanted.map(valueOf);
}

/** tfjs-node leaves the types of ExpandDims to eager execution, which finds them by itself. */
function attributesFor(
  { op, attributes }: TracedOperation,
  [x]: readonly Value[],
): TracedOperation['attributes'] {
  if (op !== 'ExpandDims' || x === undefined) return attributes;
  return { T: { type: x.dtype }, Tdim: { type: DATA_TYPE.int32 }, ...attributes };
}

function neededFor(
  wanted: readonly TensorId[],
  operations: readonly TracedOperation[],
): TracedOperation[] {
  const needed = new Set(wanted);
  const kept: TracedOperation[] = [];
  for (const operation of [...operations].reverse()) {
    if (!operation.outputs.some((id) => needed.has(id))) continue;
    operation.inputs.forEach((id) => needed.add(id));
    kept.push(operation);
  }
  return kept.reverse();
}
