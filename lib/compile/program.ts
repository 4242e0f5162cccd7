/** Steps of training as programs of libtensorflow: traced, compiled, run many at a time. */
import * as tf from '../backend/tf';
import type { Draw, Drawn } from '../random/draws';
import { idsOf, nativeBackend, type NativeTensor, type TensorId, type ValueForm } from './binding';
import { byteSizeOf } from './graph';
import { loadLoop, type LoadedLoop } from './loaded-loop';
import { DATA_TYPE } from './proto';
import { isCurrent, traceStep, type Step, type StepTrace } from './step-trace';

export { TraceError } from './trace';

/** What is compiled: a step, and the data that its batches are taken from. */
export interface ProgramSpec {
  /** What is done with a batch. */
  run: Step['run'];
  data: readonly tf.Tensor[];
  /** Rows of a batch; undefined where every batch is all the data. */
  batchSize: number | undefined;
}

/** The most bytes of random numbers that one run is given, and of indices of rows. */
const LARGEST_FEED = { draws: 2 ** 24, order: 2 ** 20 };
/** The most steps of a run. */
const MOST_STEPS = 2 ** 14;

/** A compiled step, which runs many times in one call. */
export class StepProgram {
  /** The names of the recorded scalars: the columns of what a run returns. */
  readonly termNames: readonly string[];
  /** The most steps of one run. */
  readonly capacity: number;
  /** Whether XLA compiled it. */
  readonly xla: boolean;
  private readonly traced: StepTrace;
  private readonly loop: LoadedLoop;
  /** Random numbers and the order of the rows, for one run: they are written anew for every one. */
  private readonly feeds: readonly DrawFeed[];
  private readonly rows: Int32Array;
  /** Large constants, which libtensorflow holds for this program. */
  private readonly constants = new Map<TensorId, TensorId>();

  /**
   * Traces and compiles the step. Variables and generators are left as they were.
   *
   * @throws TraceError with the cause where that cannot be done
   */
  constructor(private readonly spec: ProgramSpec) {
    const { data, batchSize } = spec;
    this.traced = this.withExample(traceStep);
    const { trace, draws, shared, state, terms, fingerprint } = this.traced;
    const usedDraws = draws.flatMap(({ id }) => id ?? []);
    const formOf = (id: TensorId) => trace.forms.get(id) as ValueForm;
    this.termNames = Object.keys(terms);
    this.capacity = capacityFor(usedDraws.map(formOf), batchSize);
    this.feeds = draws.map(({ id, again, values: { length, constructor } }) => {
      const Kind = constructor as Float32ArrayConstructor;
      const form = id === undefined ? undefined : formOf(id);
      return { again, length, form, values: new Kind(form ? this.capacity * length : length) };
    });
    this.rows = new Int32Array(this.capacity * (batchSize ?? 0));
    const { binding } = nativeBackend();
    for (const tensor of shared) {
      if (!('constant' in tensor)) continue;
      const { shape, dtype, values } = tensor.constant;
      this.constants.set(tensor.id, binding.createTensor(shape, dtype, values));
    }
    const batchForms = this.traced.batch.map((id, i) => ({
      id,
      data: { dtype: formOf(id).dtype, shape: (data[i] as tf.Tensor).shape },
    }));
    const key = [
      fingerprint.structure,
      fingerprint.constants,
      batchSize,
      ...batchForms.map(({ data: { shape } }) => shape),
    ].join(' ');
    try {
      this.loop = loadLoop(
        key,
        {
          trace,
          batch: batchForms,
          batchSize,
          draws: usedDraws,
          shared: shared.map(({ id }) => id),
          state,
          terms: Object.values(terms),
          capacity: this.capacity,
        },
        (loop) => this.runLoop(loop, 0, new Int32Array()),
      );
    } catch (error) {
      this.free();
      throw error;
    }
    this.xla = this.loop.xla;
  }

  /** Whether it draws random numbers. */
  get isRandom(): boolean {
    return this.traced.draws.length > 0;
  }

  /**
   * Runs so many steps; the variables then have their new values.
   *
   * @param steps at most {@link capacity}
   * @param order the rows of all the batches, [steps * batchSize]; empty where every batch is all data
   * @returns the recorded scalars, [steps, terms], each from before its step; they end with the first
   *   step whose `loss` is not finite, and that step changes nothing
   */
  run(steps: number, order: Int32Array): Float32Array {
    return this.runLoop(this.loop, steps, order);
  }

  /** Whether the step still does what it did when it was compiled. */
  isCurrent(): boolean {
    return this.withExample((step) => isCurrent(this.traced, step));
  }

  /** Gives the memory of its constants back. The graph stays loaded for others like it. */
  free(): void {
    const { binding } = nativeBackend();
    for (const id of this.constants.values()) binding.deleteTensor(id);
    this.constants.clear();
  }

  private withExample<T>(use: (step: Step) => T): T {
    const { run, data, batchSize } = this.spec;
    if (batchSize === undefined) return use({ run, batch: data });
    const batch = data.map((all) => all.slice(0, batchSize));
    try {
      return use({ run, batch });
    } finally {
      tf.dispose(batch);
    }
  }

  private runLoop(loop: LoadedLoop, steps: number, order: Int32Array): Float32Array {
    const { binding } = nativeBackend();
    const { shared, state } = this.traced;
    const own: TensorId[] = [];
    const feed = (values: tf.TypedArray, shape: readonly number[], dtype: number): TensorId => {
      const id = binding.createTensor(shape, dtype, values);
      own.push(id);
      return id;
    };
    const inputs: TensorId[] = [];
    if (this.spec.batchSize !== undefined) {
      this.rows.set(order);
      inputs.push(feed(this.rows, [this.rows.length], DATA_TYPE.int32));
    }
    inputs.push(...idsOf(this.spec.data));
    this.draw(steps);
    for (const { values, form } of this.feeds) {
      if (form) inputs.push(feed(values, [this.capacity, ...form.shape], form.dtype));
    }
    for (const tensor of shared) {
      if ('variable' in tensor) inputs.push(...idsOf([tensor.variable]));
      else inputs.push(this.constants.get(tensor.id) as TensorId);
    }
    inputs.push(...idsOf(state.map(({ variable }) => variable)));
    const runTo = (limit: number) => {
      const outputs = loop.run([feed(Int32Array.of(limit), [], DATA_TYPE.int32), ...inputs]);
      const { id } = outputs.pop() as NativeTensor;
      const rows = binding.tensorDataSync(id) as Float32Array;
      binding.deleteTensor(id);
      return { values: outputs, rows: rows.subarray(0, limit * this.termNames.length) };
    };
    try {
      let { values, rows } = runTo(steps);
      const last = this.firstUnsound(rows);
      if (last !== undefined) {
        // Once more, up to there: the variables keep the values from before the step that failed.
        for (const { id } of values) binding.deleteTensor(id);
        rows = rows.subarray(0, (last + 1) * this.termNames.length);
        ({ values } = runTo(last));
      }
      values.forEach((value, i) => this.assign(i, value));
      return rows;
    } finally {
      for (const id of own) binding.deleteTensor(id);
    }
  }

  private assign(index: number, value: NativeTensor): void {
    const tensor = nativeBackend().createOutputTensor(value);
    this.traced.state[index]?.variable.assign(tensor);
    tensor.dispose();
  }

  /** The number of the first step whose loss is not finite. */
  private firstUnsound(rows: Float32Array): number | undefined {
    const width = this.termNames.length;
    for (let i = this.termNames.indexOf('loss'); i < rows.length; i += width) {
      if (!Number.isFinite(rows[i])) return Math.floor(i / width);
    }
    return undefined;
  }

  /** The random numbers of the next steps, drawn step by step as eager training draws them. */
  private draw(steps: number): void {
    for (let step = 0; step < steps; step++) {
      for (const { again, values, length, form } of this.feeds) {
        const start = form ? step * length : 0;
        again(values.subarray(start, start + length));
      }
    }
  }
}

/** What a step draws once, for all the steps of a run. */
interface DrawFeed extends Pick<Draw, 'again'> {
  /** How many numbers a step takes. */
  length: number;
  /** Those of all steps; of one only, where steps draw them and leave them. */
  values: Drawn;
  /** What a step takes them for; undefined where it leaves them. */
  form: ValueForm | undefined;
}

function capacityFor(draws: readonly ValueForm[], batchSize: number | undefined): number {
  const drawn = draws.reduce((sum, form) => sum + byteSizeOf(form), 0);
  const byDraws = drawn === 0 ? MOST_STEPS : LARGEST_FEED.draws / drawn;
  const byOrder = batchSize === undefined ? MOST_STEPS : LARGEST_FEED.order / (4 * batchSize);
  return Math.max(1, Math.floor(Math.min(MOST_STEPS, byDraws, byOrder)));
}
