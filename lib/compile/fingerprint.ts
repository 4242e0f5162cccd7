import { createHash } from 'node:crypto';
import type { TensorId } from './binding';
import { bytesOf } from './graph';
import type { Trace } from './trace';

/** What a trace does, apart from the ids of its tensors. */
export interface Fingerprint {
  /** The operations and what flows between them. */
  structure: string;
  /** The values of the constants. */
  constants: string;
}

/**
 * Two traces with equal fingerprints do the same to their inputs.
 *
 * @param inputs what goes into the trace, in an order of the caller's
 * @param outputs what comes out of it, likewise
 * @param held constants whose values do not count, because they are given at every run
 */
export function fingerprintOf(
  trace: Trace,
  inputs: readonly TensorId[],
  outputs: readonly TensorId[],
  held: ReadonlySet<TensorId> = new Set(),
): Fingerprint {
  const structure = createHash('sha256');
  const constants = createHash('sha256');
  const numbers = new Map<TensorId, number>();
  const numberOf = (id: TensorId): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    const form = trace.forms.get(id);
    structure.update(JSON.stringify([numbers.size, form?.dtype, form?.shape]));
    const constant = trace.constants.get(id);
    if (constant && !held.has(id)) constants.update(bytesOf(constant.values, constant.dtype));
    return numbers.size - 1;
  };
  structure.update(JSON.stringify(inputs.map(numberOf)));
  for (const { op, attributes, inputs: from, outputs: to } of trace.operations) {
    structure.update(JSON.stringify([op, attributes, from.map(numberOf), to.map(numberOf)]));
  }
  structure.update(JSON.stringify(outputs.map(numberOf)));
  return { structure: structure.digest('hex'), constants: constants.digest('hex') };
}
