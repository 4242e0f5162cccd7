import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { quietCpu } from '../../../lib/backend/factory';
import { mendEinsum } from '../../../lib/backend/einsum';
import { startWasm } from '../../../lib/backend/wasm/start';

type Shape = [number, number, number, number];
type Case = [name: string, compute: () => tf.Tensor | tf.Tensor[]];

/** Numbers of both signs that are all different. */
function numbers(shape: number[], seed = 1): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) * seed));
  return tf.tensor(values, shape, 'float32');
}

async function computeOn(backend: string, compute: Case[1]): Promise<number[][]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = tf.tidy(() => [compute()].flat());
  const values = tensors.map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  assert.equal(tf.memory().numTensors, before);
  return values;
}

/** The plain backend is the reference: it shares no kernel with WebAssembly. */
async function assertAgrees(compute: Case[1]): Promise<void> {
  const expected = await computeOn('cpu', compute);
  const actual = await computeOn('wasm', compute);
  assert.equal(actual.length, expected.length);
  for (const [index, values] of actual.entries()) {
    const reference = expected[index] ?? [];
    assert.equal(values.length, reference.length);
    const largest = Math.max(1, ...reference.map(Math.abs));
    const errors = values.map((value, i) => Math.abs(value - reference[i]!));
    // Infinity where one is NaN and the other is not.
    const worst = Math.max(0, ...errors.map((error) => (Number.isNaN(error) ? Infinity : error)));
    assert.ok(worst <= 1e-5 * largest, `differs by ${worst}, where values reach ${largest}`);
  }
}

const conv = (
  input: Shape,
  filter: Shape,
  strides: number | [number, number],
  pad: 'same' | 'valid' | number,
): Case => [
  `gradients of a ${filter.join('x')} convolution of ${input.join('x')}, ${String(strides)}, ${pad}`,
  () => {
    const loss = (x: tf.Tensor, w: tf.Tensor) =>
      tf
        .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad)
        .square()
        .sum();
    return tf.grads(loss)([numbers(input), numbers(filter, 2)]);
  },
];

const pool = (
  name: string,
  input: Shape,
  size: number,
  strides: number,
  pad: 'same' | 'valid' | number,
  shift = 0,
): Case => [
  `gradient of ${name} ${size} over ${input.join('x')}, ${strides}, ${pad}, shifted by ${shift}`,
  () => {
    const operation = name === 'maxPool' ? tf.maxPool : tf.avgPool;
    const loss = (x: tf.Tensor) =>
      operation(x as tf.Tensor4D, size, strides, pad)
        .square()
        .sum();
    return tf.grad(loss)(numbers(input).add(shift));
  },
];

const product = (a: number[], b: number[], transposeA: boolean, transposeB: boolean): Case => [
  `${a.join('x')} times ${b.join('x')}, transposed ${transposeA} ${transposeB}`,
  () => tf.matMul(numbers(a), numbers(b, 2), transposeA, transposeB),
];

const CASES: Case[] = [
  conv([2, 7, 6, 3], [3, 3, 3, 4], 1, 'same'),
  conv([2, 7, 6, 3], [3, 2, 3, 4], [2, 1], 'same'),
  conv([3, 8, 8, 1], [5, 5, 1, 2], 2, 'valid'),
  conv([1, 5, 5, 2], [3, 3, 2, 1], 2, 1),
  conv([1, 4, 4, 2], [1, 1, 2, 3], 1, 'valid'),
  [
    'a transposed convolution and its gradients',
    () => {
      const apply = (x: tf.Tensor, w: tf.Tensor) =>
        tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 8, 8, 3], 2, 'same');
      const [x, w] = [numbers([2, 4, 4, 5]), numbers([3, 3, 3, 5], 2)];
      return [apply(x, w), ...tf.grads((a, b) => apply(a, b).square().sum())([x, w])];
    },
  ],
  [
    'gradients of a depthwise convolution',
    () => {
      const loss = (x: tf.Tensor, w: tf.Tensor) =>
        tf
          .depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')
          .square()
          .sum();
      return tf.grads(loss)([numbers([2, 5, 5, 3]), numbers([3, 3, 3, 2], 2)]);
    },
  ],
  pool('maxPool', [2, 6, 6, 3], 2, 2, 'same'),
  pool('maxPool', [2, 6, 6, 3], 2, 2, 'valid', -2),
  pool('maxPool', [1, 7, 7, 2], 3, 2, 'same', -2),
  pool('maxPool', [1, 5, 6, 1], 3, 1, 1, -2),
  pool('avgPool', [2, 6, 6, 3], 2, 2, 'valid'),
  product([5, 7], [7, 3], false, false),
  product([7, 5], [7, 3], true, false),
  product([5, 7], [3, 7], false, true),
  product([7, 5], [3, 7], true, true),
  product([4, 7, 5], [4, 3, 7], true, true),
  product([4, 5, 7], [1, 7, 3], false, false),
  [
    'a fused product with transposes, bias and relu',
    () =>
      tf.fused.matMul({
        a: numbers([7, 5]),
        b: numbers([3, 7], 2),
        transposeA: true,
        transposeB: true,
        bias: numbers([3], 3),
        activation: 'relu',
      }),
  ],
  [
    'a product of integers',
    () =>
      tf.matMul(
        tf.range(0, 6, 1, 'int32').reshape([2, 3]),
        tf.range(0, 6, 1, 'int32').reshape([3, 2]),
      ),
  ],
  [
    'the gradient of gather',
    () => {
      const rows = tf.tensor1d([2, 0, 2], 'int32');
      return tf.grad((x: tf.Tensor) => tf.gather(x, rows).square().sum())(numbers([4, 3]));
    },
  ],
  ['the gradient of selu', () => tf.grad((x) => tf.selu(x).square().sum())(numbers([40]).mul(3))],
  ['einsum', () => tf.einsum('bij,bjk->bik', numbers([2, 3, 4]), numbers([2, 4, 5], 2))],
  ['a cast to bool', () => tf.tensor1d([0, 0.5, -0.2, 3]).cast('bool')],
  [
    'a buffer from a plain array',
    () => tf.buffer([2, 2], 'float32', [1, 2, 3, 4] as never).toTensor(),
  ],
  [
    'maxPool3d of negative numbers',
    () => tf.maxPool3d(numbers([1, 4, 4, 4, 2]).sub<tf.Tensor5D>(2), 2, 2, 'valid'),
  ],
  [
    'gradients of a 3D convolution',
    () => {
      const loss = (x: tf.Tensor, w: tf.Tensor) =>
        tf
          .conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'same')
          .square()
          .sum();
      return tf.grads(loss)([numbers([1, 3, 3, 3, 2]), numbers([2, 2, 2, 2, 2], 2)]);
    },
  ],
];

describe('the WebAssembly backend agrees with the plain one', () => {
  before(async () => {
    quietCpu();
    mendEinsum();
    startWasm();
    await tf.ready();
  });
  for (const [name, compute] of CASES) test(name, () => assertAgrees(compute));

  test('a batch too large for one group of patches gives what its parts give', async () => {
    await tf.setBackend('wasm');
    // The patches of one image take 400 kB, so that these do not fit in 64 MB.
    const images = 200;
    const weights = numbers([5, 5, 1, 2], 2);
    const gradients = (x: tf.Tensor) =>
      tf.grads((a: tf.Tensor, w: tf.Tensor) =>
        tf
          .conv2d(a as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')
          .square()
          .sum(),
      )([x, weights]) as [tf.Tensor, tf.Tensor];
    const x = numbers([images, 64, 64, 1]);
    const [wholeX, wholeW] = gradients(x);
    const parts = x.split(4).map(gradients);
    const largest = (t: tf.Tensor) => t.abs().max().dataSync()[0]!;
    assert.equal(largest(wholeX.sub(tf.concat(parts.map(([part]) => part)))), 0);
    const summed = tf.addN(parts.map(([, part]) => part));
    // Sums of 800 000 products in single precision, in another order.
    assert.ok(largest(wholeW.sub(summed)) < 1e-3 * largest(wholeW));
  });

  test('the mean of a padded window counts the cells in the image alone', async () => {
    await tf.setBackend('wasm');
    const loss = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same').sum();
    const gradient = tf.grad(loss)(tf.ones([1, 3, 3, 1]));
    // Windows of four, two, two and one cells.
    const expected = [0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1];
    assert.deepEqual(Array.from(gradient.dataSync()), expected);
  });

  test('of equal values the first gets the gradient of the maximum', async () => {
    await tf.setBackend('wasm');
    const loss = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid').sum();
    const gradient = tf.grad(loss)(tf.ones([1, 2, 2, 1]));
    assert.deepEqual(Array.from(gradient.dataSync()), [1, 0, 0, 0]);
  });

  test('NaN is not hidden by clipping', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor1d([NaN, -1, 0.5, 9]);
    assert.deepEqual(Array.from(tf.clipByValue(x, 0, 1).dataSync()), [NaN, 0, 0.5, 1]);
    assert.deepEqual(Array.from(tf.relu6(x).dataSync()), [NaN, 0, 0.5, 6]);
  });

  test('what kernels need for themselves is given back', async () => {
    await tf.setBackend('wasm');
    const backend = tf.backend() as unknown as { numDataIds(): number };
    const before = backend.numDataIds();
    for (const [, compute] of CASES) tf.dispose(tf.tidy(compute));
    assert.equal(backend.numDataIds(), before);
  });
});
