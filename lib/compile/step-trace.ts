/** Traces a step of training and finds out which tensors are what. */
import * as tf from '../backend/tf';
import { recordDraws, type Draw } from '../random/draws';
import { idsOf, nativeBackend, type TensorId } from './binding';
import { fingerprintOf, type Fingerprint } from './fingerprint';
import { byteSizeOf, isUniform } from './graph';
import { trace, TraceError, type Constant, type Trace } from './trace';

/** A step of training. */
export interface Step {
  /** Changes variables, and returns scalars that become the caller's. */
  run: (batch: readonly tf.Tensor[]) => Record<string, tf.Tensor>;
  /** What a batch may look like. */
  batch: readonly tf.Tensor[];
}

/** A tensor that has the same value in all steps. */
export type SharedTensor = { id: TensorId } & ({ variable: tf.Variable } | { constant: Constant });

/** A step, and which of its tensors are what. */
export interface StepTrace {
  trace: Trace;
  /** The tensors of the batch. */
  batch: readonly TensorId[];
  /** Everything that the step draws, in its order; without an id where it goes unused. */
  draws: readonly (Draw & { id: TensorId | undefined })[];
  /** What it only reads: variables, and constants too large to be written into the graph. */
  shared: readonly SharedTensor[];
  /** The variables that it changes. */
  state: readonly { variable: tf.Variable; before: TensorId; after: TensorId }[];
  /** The scalars that it computes, by name. */
  terms: Readonly<Record<string, TensorId>>;
  /** Equal for steps that are the same but for what {@link shared} holds. */
  fingerprint: Fingerprint;
}

/** Constants of more bytes than this are shared tensors. */
const LARGEST_CONSTANT = 4096;

/**
 * Traces a step. Variables and generators are left as they were.
 *
 * @throws TraceError with the cause where the step cannot be repeated as a graph
 */
export function traceStep(step: Step): StepTrace {
  const first = traceOnce(step);
  const second = traceOnce(step);
  if (first.fingerprint.structure !== second.fingerprint.structure) {
    throw new TraceError('JavaScript does something else in every step');
  }
  if (!haveSameConstants(first, second)) {
    throw new TraceError('JavaScript makes a new number for every step');
  }
  return first;
}

/** Whether the step would still be traced in the same way. */
export function isCurrent(traced: StepTrace, step: Step): boolean {
  const now = traceOnce(step);
  return (
    now.fingerprint.structure === traced.fingerprint.structure && haveSameConstants(now, traced)
  );
}

function haveSameConstants(a: StepTrace, b: StepTrace): boolean {
  return (
    a.fingerprint.constants === b.fingerprint.constants &&
    a.shared.every((tensor, i) => isSame(tensor, b.shared[i]))
  );
}

function isSame(a: SharedTensor, b: SharedTensor | undefined): boolean {
  if (b === undefined) return false;
  // Variables change from step to step; what counts is that they are the same ones.
  if ('variable' in a) return 'variable' in b && a.variable === b.variable;
  if ('variable' in b) return false;
  if (a.id === b.id) return true;
  const { values } = b.constant;
  return a.constant.values.every((value, i) => Object.is(value, values[i]));
}

function traceOnce({ run, batch }: Step): StepTrace {
  const variables = Object.values(tf.engine().registeredVariables);
  variables.forEach(makePrivate);
  const before = idsOf(variables);
  const saved = variables.map((variable) => variable.clone());
  let after: TensorId[] = [];
  let terms: Record<string, TensorId> = {};
  let traced: Trace | undefined;
  try {
    const draws = recordDraws(() => {
      traced = trace([...batch, ...variables], () => {
        tf.tidy(() => {
          const results = run(batch);
          terms = Object.fromEntries(
            Object.entries(results).map(([name, term]) => [name, idsOf([term])[0] as TensorId]),
          );
          after = idsOf(variables);
          tf.dispose(results);
        });
      });
    });
    return describe(traced as unknown as Trace, {
      variables,
      before,
      after,
      terms,
      draws,
      batch: idsOf(batch),
    });
  } finally {
    variables.forEach((variable, i) => variable.assign(saved[i] as tf.Tensor));
    tf.dispose(saved);
  }
}

/** A variable may share its memory with other tensors until it is changed; a trace cannot tell them apart. */
function makePrivate(variable: tf.Variable): void {
  if (nativeBackend().tensorMap.get(variable.dataId).refCount < 2) return;
  const copy = tf.tensor(variable.dataSync().slice(), variable.shape, variable.dtype);
  variable.assign(copy);
  copy.dispose();
}

interface Parts {
  variables: readonly tf.Variable[];
  before: readonly TensorId[];
  after: readonly TensorId[];
  terms: Record<string, TensorId>;
  draws: readonly Draw[];
  batch: readonly TensorId[];
}

function describe(traced: Trace, parts: Parts): StepTrace {
  const { variables, before, after, terms, batch } = parts;
  const used = new Set(traced.operations.flatMap(({ inputs }) => inputs));
  const shared: SharedTensor[] = [];
  const state: { variable: tf.Variable; before: TensorId; after: TensorId }[] = [];
  variables.forEach((variable, i) => {
    const [from, to] = [before[i], after[i]] as [TensorId, TensorId];
    if (from !== to) state.push({ variable, before: from, after: to });
    else if (used.has(from)) shared.push({ variable, id: from });
  });
  for (const [id, constant] of traced.constants) {
    const isSmall = byteSizeOf(constant) <= LARGEST_CONSTANT;
    if (!isSmall && !isUniform(constant.values)) shared.push({ constant, id });
  }
  const idOfDrawn = new Map([...traced.drawn].map(([id, values]) => [values, id]));
  const draws = parts.draws.map((draw) => ({ ...draw, id: idOfDrawn.get(draw.values) }));
  const inputs = [...batch, ...draws.flatMap(({ id }) => id ?? []), ...shared.map(({ id }) => id)];
  const fingerprint = fingerprintOf(
    traced,
    [...inputs, ...state.map((part) => part.before)],
    [...state.map((part) => part.after), ...Object.values(terms)],
    new Set(shared.map(({ id }) => id)),
  );
  return { trace: traced, batch, draws, shared, state, terms, fingerprint };
}
