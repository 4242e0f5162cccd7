/** Records the operations that TensorFlow.js sends to libtensorflow while a function runs. */
import * as tf from '../backend/tf';
import { isDrawn } from '../random/draws';
import { attributesOf } from './attributes';
import {
  copyOfBinding,
  idsOf,
  nativeBackend,
  type Binding,
  type NativeBackend,
  type TensorId,
  type ValueForm,
} from './binding';
import { DRAWING, VALUE_SHAPED } from './operations';
import type { Attribute } from './proto';

/** What was done cannot be repeated as a graph; the message is the cause, a clause without a stop. */
export class TraceError extends Error {}

/** An operation as it was executed. */
export interface TracedOperation {
  op: string;
  attributes: Readonly<Record<string, Attribute>>;
  inputs: readonly TensorId[];
  outputs: readonly TensorId[];
}

/** A tensor that is the same whenever the trace is repeated. */
export interface Constant extends ValueForm {
  values: tf.TypedArray;
}

/** What happened while a function ran. */
export interface Trace {
  operations: readonly TracedOperation[];
  /** The form of every tensor that occurs. */
  forms: ReadonlyMap<TensorId, ValueForm>;
  /** Every tensor that is neither an input, nor drawn, nor the result of an operation. */
  constants: ReadonlyMap<TensorId, Constant>;
  /** Tensors made from an array that a generator of lib/random drew on the way. */
  drawn: ReadonlyMap<TensorId, object>;
}

/**
 * Runs a function, for real and once, and records its operations.
 *
 * @param inputs tensors that will have other values when the trace is repeated
 * @throws TraceError where the function reads a value that depends on them or on random numbers, or
 *   does what no graph can repeat; errors of the function pass through.
 */
export function trace(inputs: readonly tf.Tensor[], run: () => void): Trace {
  const backend = nativeBackend();
  const recorder = new Recorder(backend.binding, idsOf(inputs));
  inputs.forEach((input, i) => recorder.note(backend, input, recorder.inputs[i] as TensorId));
  const { binding } = backend;
  const getInputTensorIds = backend.getInputTensorIds.bind(backend);
  const readSync = backend.readSync.bind(backend);
  const gather = tf.getKernel('GatherV2', 'tensorflow');
  const gatherFunc = gather.kernelFunc;
  try {
    backend.binding = {
      ...copyOfBinding(binding),
      createTensor: (...call) => recorder.createTensor(...call),
      executeOp: (...call) => recorder.executeOp(...call),
    };
    backend.getInputTensorIds = (tensors) => {
      const ids = getInputTensorIds(tensors);
      tensors.forEach((tensor, i) => recorder.note(backend, tensor, ids[i] as TensorId));
      return ids;
    };
    backend.readSync = (dataId) => {
      recorder.assertReadable(backend, dataId);
      return readSync(dataId);
    };
    // This kernel reads its indices, only to see whether they are in range.
    gather.kernelFunc = (call) => recorder.whileReadable(() => gatherFunc(call));
    run();
  } finally {
    backend.binding = binding;
    // The methods of its class show again.
    Reflect.deleteProperty(backend, 'getInputTensorIds');
    Reflect.deleteProperty(backend, 'readSync');
    gather.kernelFunc = gatherFunc;
  }
  return recorder;
}

class Recorder implements Trace {
  readonly operations: TracedOperation[] = [];
  readonly forms = new Map<TensorId, ValueForm>();
  readonly constants = new Map<TensorId, Constant>();
  readonly drawn = new Map<TensorId, object>();
  /** Inputs, what was drawn, and what was computed from them: other values at every repetition. */
  private readonly varying: Set<TensorId>;
  private readonly results = new Set<TensorId>();
  private isReadable = false;

  constructor(
    private readonly binding: Binding,
    readonly inputs: readonly TensorId[],
  ) {
    this.varying = new Set(inputs);
  }

  /** Keeps the form of a tensor that is about to be used. */
  note({ tensorMap }: NativeBackend, { dataId }: tf.TensorInfo, id: TensorId): void {
    const { shape, dtype } = tensorMap.get(dataId);
    if (!this.forms.has(id)) this.forms.set(id, { dtype, shape: [...shape] });
  }

  createTensor(...[shape, dtype, values]: Parameters<Binding['createTensor']>): TensorId {
    const id = this.binding.createTensor(shape, dtype, values);
    const form = { dtype, shape: [...shape] };
    this.forms.set(id, form);
    if (isDrawn(values)) {
      this.drawn.set(id, values);
      this.varying.add(id);
    } else this.constants.set(id, { ...form, values });
    return id;
  }

  executeOp(...call: Parameters<Binding['executeOp']>): ReturnType<Binding['executeOp']> {
    const [op, attributes, inputs] = call;
    if (VALUE_SHAPED.has(op)) throw new TraceError(`the shape that ${op} gives depends on values`);
    if (DRAWING.has(op)) throw new TraceError(`${op} draws random numbers of its own`);
    const outputs = this.binding.executeOp(...call);
    for (const id of inputs) this.capture(id);
    const varies = inputs.some((id) => this.varying.has(id));
    for (const { id, shape, dtype } of outputs) {
      this.forms.set(id, { shape, dtype });
      this.results.add(id);
      if (varies) this.varying.add(id);
    }
    this.operations.push({
      op,
      attributes: attributesOf(attributes),
      inputs: [...inputs],
      outputs: outputs.map(({ id }) => id),
    });
    return outputs;
  }

  assertReadable({ tensorMap }: NativeBackend, dataId: object): void {
    const { id, values } = tensorMap.get(dataId);
    const varies = values === null ? this.varying.has(id) : isDrawn(values);
    if (varies && !this.isReadable) throw new TraceError('a value is read inside the step');
  }

  whileReadable<T>(read: () => T): T {
    this.isReadable = true;
    try {
      return read();
    } finally {
      this.isReadable = false;
    }
  }

  /** A tensor from before the trace, which nobody declared: its values are part of the graph. */
  private capture(id: TensorId): void {
    if (this.varying.has(id) || this.constants.has(id) || this.results.has(id)) return;
    const form = this.forms.get(id);
    if (!form) throw new TraceError('an operation takes a tensor of unknown origin');
    this.constants.set(id, { ...form, values: this.binding.tensorDataSync(id) });
  }
}
