/**
 * Simple operations by others that mean the same: for each of these libtensorflow sets up a compiler
 * of its own (its MLIR bridge), which takes some 10 ms of every new graph.
 */
import type { Value } from '../graph';
import { DATA_TYPE } from '../proto';
import type { Lowering } from './lowering';

/** max(x, 0) */
export const relu: Lowering = (into, { inputs }) => {
  const [x] = inputs as [Value];
  return [into.binary('Maximum', x, into.constant([0], { dtype: x.dtype, shape: [] }))];
};

/** Only NaN differs from itself. */
export const isNan: Lowering = (into, { inputs }) => {
  const [x] = inputs as [Value];
  return [into.binary('NotEqual', x, x, DATA_TYPE.bool)];
};

/** The newer operation broadcasts in another way: it is the same where nothing is broadcast. */
export const select: Lowering = (into, { inputs }) => {
  const [condition, a, b] = inputs as [Value, Value, Value];
  return String(condition.shape) === String(a.shape) ? [into.select(condition, a, b)] : undefined;
};
