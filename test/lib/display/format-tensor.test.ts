import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { formatTensor } from '../../../lib/display/format-tensor';
import reference from './reference.json';

/** One tensor and what PyTorch prints for it; reference.py beside this file made them. */
interface Case {
  name: string;
  dtype: string;
  shape: number[];
  values?: (number | boolean | string)[];
  steps?: [number, number];
  ones?: number;
  except?: [number, number];
  text: string;
}

function valuesOf({ values, steps, shape, ones, except }: Case): (number | boolean)[] {
  const size = shape.reduce((product, length) => product * length, 1);
  if (steps) return Array.from({ length: size }, (_, i) => steps[0] + steps[1] * i);
  if (ones && except) {
    return Array.from({ length: ones }, (_, i) => (i === except[0] ? except[1] : 1));
  }
  return (values ?? []).map((value) =>
    typeof value === 'string' ? Number(value.replace('inf', 'Infinity')) : value,
  );
}

describe('a tensor prints as PyTorch prints it', () => {
  before(() => tf.ready());

  for (const entry of reference.cases as Case[]) {
    it(entry.name, () => {
      const dtype = entry.dtype as 'float32' | 'int32' | 'bool';
      const tensor = tf.tensor(valuesOf(entry) as number[], entry.shape, dtype);
      assert.equal(formatTensor(tensor), entry.text);
      tensor.dispose();
    });
  }

  it('also where PyTorch has no such tensor', () => {
    const strings = tf.tensor1d(['a "b"', 'cde']);
    assert.equal(formatTensor(strings), 'tensor(["a \\"b\\"",     "cde"])');
    assert.equal(formatTensor(tf.tensor1d([], 'int32')), 'tensor([], dtype=int32)');
    const disposed = tf.zeros([2, 3]);
    disposed.dispose();
    assert.equal(formatTensor(disposed), 'tensor(disposed, size=[2, 3])');
  });

  it('names the shape of complex numbers', (t) => {
    if (tf.getBackend() === 'wasm') return t.skip('WebAssembly has no complex numbers');
    assert.equal(formatTensor(tf.complex([1, 2], [3, 4])), 'tensor(complex64, size=[2])');
  });
});
