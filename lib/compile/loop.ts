/** Puts a traced step into a loop over batches, as one graph. */
import type { TensorId, ValueForm } from './binding';
import { emit } from './emit';
import { FunctionBuilder, type Value } from './graph';
import { XLA_LOWERINGS } from './lower';
import { DATA_TYPE, encodeSavedModel, type Attribute, type NodeSpec } from './proto';
import type { Trace } from './trace';

const { float32, int32, bool } = DATA_TYPE;
const SCALAR: ValueForm = { dtype: int32, shape: [] };

/** A step, and what it is repeated over. */
export interface LoopSpec {
  trace: Trace;
  /** The tensors of the batch in the trace, each with the form of the whole data. */
  batch: readonly { id: TensorId; data: ValueForm }[];
  /** Rows of a batch, to be gathered from the data; undefined where the batch is all the data. */
  batchSize: number | undefined;
  /** Random tensors; every step takes its own. */
  draws: readonly TensorId[];
  /** What every step reads and none changes. */
  shared: readonly TensorId[];
  /** What every step changes: the ids before and after it. */
  state: readonly { before: TensorId; after: TensorId }[];
  /** The scalars to be recorded. */
  terms: readonly TensorId[];
  /** The most steps in one run. */
  capacity: number;
  /** Whether XLA compiles the loop. */
  xla: boolean;
}

/** A graph as bytes, and the names of what goes in and out. */
export interface LoopGraph {
  bytes: Uint8Array;
  /** How many steps; the order of the rows, if gathered; data; draws; shared; state. */
  inputs: readonly ValueForm[];
  inputNames: string;
  /** The state, then the terms as [capacity, terms]. */
  outputNames: string;
}

/** One value that goes around the loop. */
interface LoopVariable extends ValueForm {
  /** What it is in the next round; undefined where it stays. */
  next?: Value;
}

/** Writes the graph. */
export function loopGraph(spec: LoopSpec): LoopGraph {
  const { trace, batch, batchSize, draws, shared, state, terms, capacity, xla } = spec;
  const formOf = (id: TensorId): ValueForm => trace.forms.get(id) as ValueForm;
  const body = new FunctionBuilder('step');
  const variables: LoopVariable[] = [];
  const argument = (form: ValueForm): Value => {
    variables.push({ dtype: form.dtype, shape: form.shape });
    return body.input(form);
  };

  const step = argument(SCALAR);
  argument(SCALAR); // how many steps
  const given = new Map<TensorId, Value>();
  if (batchSize === undefined) {
    for (const { id, data } of batch) given.set(id, argument(data));
  } else {
    const order = argument({ dtype: int32, shape: [capacity * batchSize] });
    const whole = batch.map(({ data }) => argument(data));
    const first = body.binary('Mul', step, body.ints(batchSize));
    const rows = body.slice(order, body.reshape(first, [1]), [batchSize]);
    batch.forEach(({ id }, i) => given.set(id, body.gatherRows(whole[i] as Value, rows)));
  }
  for (const id of draws) {
    const { dtype, shape } = formOf(id);
    const all = argument({ dtype, shape: [capacity, ...shape] });
    const begin = body.concat([body.reshape(step, [1]), body.ints(shape.map(() => 0))], 0);
    const mine = body.slice(all, begin, [1, ...shape]);
    given.set(id, body.reshape(mine, shape));
  }
  for (const id of shared) given.set(id, argument(formOf(id)));
  const firstState = variables.length;
  for (const { before } of state) given.set(before, argument(formOf(before)));
  const history = argument({ dtype: float32, shape: [capacity, terms.length] });

  const results = emit({
    into: body,
    trace,
    given,
    wanted: [...state.map(({ after }) => after), ...terms],
    lowerings: xla ? XLA_LOWERINGS : {},
  });
  const next = (index: number, value: Value) => {
    (variables[index] as LoopVariable).next = value;
  };
  next(0, body.binary('AddV2', step, body.ints(1)));
  state.forEach((_, i) => next(firstState + i, results[i] as Value));
  const row = body.pack(
    results.slice(state.length).map((term) => asFloat(body, body.reshape(term, []))),
    0,
  );
  const written = body.single(
    'TensorScatterUpdate',
    [history, body.reshape(step, [1, 1]), body.reshape(row, [1, terms.length])],
    history,
    { T: { type: float32 }, Tindices: { type: int32 } },
  );
  next(variables.length - 1, written);
  const bodyFunction = body.build(
    variables.map(({ next: value, ...form }, i) => value ?? { ...form, ref: `in${i}` }),
  );

  const condition = new FunctionBuilder('unfinished');
  const [i, limit] = variables.map((form) => condition.input(form)) as [Value, Value];
  const unfinished = condition.single('Less', [i, limit], { dtype: bool, shape: [] }, INT);
  const conditionFunction = condition.build([unfinished]);

  // What the caller gives: everything but the counter and the empty history.
  const given_ = variables.slice(1, -1);
  const main = new FunctionBuilder('train');
  const inputs = given_.map((form) => main.input(form));
  const zeros = main.single(
    'Fill',
    [main.ints([capacity, terms.length]), main.constant([0], { dtype: float32, shape: [] })],
    history,
    { T: { type: float32 }, index_type: { type: int32 } },
  );
  const finished = main.add('StatelessWhile', [main.ints(0), ...inputs, zeros], variables, {
    T: { types: variables.map(({ dtype }) => dtype) },
    cond: { function: 'unfinished' },
    body: { function: 'step' },
    output_shapes: { shapes: variables.map(({ shape }) => shape) },
    ...(xla ? {} : { _lower_using_switch_merge: { bool: true } }),
  });
  const mainFunction = main.build(finished.slice(firstState));

  const placeholders = given_.map(({ dtype, shape }, index): NodeSpec => ({
    name: `p${index}`,
    op: 'Placeholder',
    inputs: [],
    attributes: { dtype: { type: dtype }, shape: { shape } },
  }));
  const call: NodeSpec = {
    name: 'call',
    op: 'StatefulPartitionedCall',
    inputs: placeholders.map(({ name }) => name),
    attributes: {
      Tin: { types: given_.map(({ dtype }) => dtype) },
      Tout: { types: mainFunction.outputs.map(({ type }) => type) },
      f: { function: 'train' },
      ...(xla ? { _XlaMustCompile: { bool: true } } : {}),
    },
  };
  const functions = [bodyFunction, conditionFunction, mainFunction].map((each) =>
    xla ? { ...each, attributes: UNTOUCHED } : each,
  );
  return {
    bytes: encodeSavedModel([...placeholders, call], functions),
    inputs: given_,
    inputNames: placeholders.map(({ name }) => `${name}:0`).join(','),
    outputNames: mainFunction.outputs.map((_, index) => `call:${index}`).join(','),
  };
}

/**
 * Keeps libtensorflow's own optimizer (Grappler) away from a function, as those of tf.data are: XLA does
 * again all that it would do. Without it, compiling takes about a tenth less time.
 */
const UNTOUCHED: Readonly<Record<string, Attribute>> = { _tf_data_function: { bool: true } };

const INT: Readonly<Record<string, Attribute>> = { T: { type: int32 } };

function asFloat(into: FunctionBuilder, value: Value): Value {
  if (value.dtype === float32) return value;
  const attributes = { SrcT: { type: value.dtype }, DstT: { type: float32 } };
  return into.single('Cast', [value], { dtype: float32, shape: value.shape }, attributes);
}
