/** Other ways of writing operations that XLA's CPU compiler computes slowly. */
import type { ValueForm } from './binding';
import type { FunctionBuilder, Value } from './graph';
import type { Attribute } from './proto';

/** An operation of a trace whose inputs are written already. */
export interface LoweredOperation {
  op: string;
  attributes: Readonly<Record<string, Attribute>>;
  inputs: readonly Value[];
  /** The forms of its results. */
  forms: readonly ValueForm[];
}

/** Writes an operation in other words, or returns undefined where it cannot. */
export type Lowering = (
  into: FunctionBuilder,
  operation: LoweredOperation,
) => readonly Value[] | undefined;

/** By the name of the operation. */
export const XLA_LOWERINGS: Readonly<Record<string, Lowering>> = {};
