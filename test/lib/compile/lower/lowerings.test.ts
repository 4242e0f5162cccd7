import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as tf from '../../../../lib/backend/tf';
import { isNative } from '../../../../lib/compile/binding';
import { freeLoops } from '../../../../lib/compile/loaded-loop';
import { StepProgram } from '../../../../lib/compile/program';
import { randn } from '../../../../lib/random/generator';

type Pair = [number, number];

/** Three steps of gradient descent on both variables, compiled and eager, from the same start. */
function assertSameSteps(variables: tf.Variable[], output: () => tf.Tensor, xla: boolean): void {
  const initial = variables.map((variable) => variable.clone());
  const step = () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.sub(output(), 0.3))),
        variables,
      );
      for (const each of variables) each.assign(each.sub((grads[each.name] as tf.Tensor).mul(0.1)));
      return { loss: value };
    });
  for (let i = 0; i < 3; i++) tf.dispose(step());
  const eager = variables.map((variable) => variable.dataSync());
  variables.forEach((variable, i) => variable.assign(initial[i] as tf.Tensor));
  const program = new StepProgram({ run: step, data: [], batchSize: undefined });
  try {
    program.run(3, new Int32Array());
    assert.equal(program.xla, xla);
    variables.forEach((variable, i) => {
      const expected = eager[i] as Float32Array;
      variable.dataSync().forEach((value, j) => {
        assert.ok(Math.abs(value - (expected[j] as number)) < 1e-6);
      });
    });
  } finally {
    program.free();
    tf.dispose([initial, variables]);
  }
}

describe('lowered operations', { skip: !isNative() && 'only libtensorflow compiles' }, () => {
  let xla = false;
  before(async () => {
    await tf.ready();
    const w = tf.variable(tf.zeros([1]));
    const program = new StepProgram({
      run: () => {
        w.assign(w.add(1));
        return { loss: tf.sum(w) };
      },
      data: [],
      batchSize: undefined,
    });
    ({ xla } = program);
    program.free();
    w.dispose();
  });
  after(() => freeLoops());

  // Height and width of the image, those of the filter, strides.
  const sizes: [Pair, Pair, Pair][] = [
    [
      [5, 6],
      [1, 1],
      [1, 1],
    ],
    [
      [5, 6],
      [3, 1],
      [1, 2],
    ],
    [
      [6, 5],
      [1, 4],
      [2, 1],
    ],
    [
      [7, 8],
      [3, 3],
      [2, 2],
    ],
    [
      [8, 7],
      [5, 2],
      [3, 1],
    ],
    [
      [9, 9],
      [2, 3],
      [3, 3],
    ],
  ];
  for (const padding of ['same', 'valid'] as const) {
    for (const [image, filter, strides] of sizes) {
      const title = `${filter.join(' x ')} over ${image.join(' x ')}, ${strides.join(', ')} on`;
      it(`a convolution, ${title}, ${padding}`, () => {
        const x = tf.variable(randn<tf.Rank.R4>([2, ...image, 3]));
        const f = tf.variable(randn<tf.Rank.R4>([...filter, 3, 4]));
        assertSameSteps([x, f], () => tf.conv2d(x, f, strides, padding), xla);
      });
      it(`a transposed convolution, ${title}, ${padding}`, () => {
        const x = tf.variable(randn<tf.Rank.R4>([2, ...image, 3]));
        const f = tf.variable(randn<tf.Rank.R4>([...filter, 4, 3]));
        const [height, width] = image.map((length, i) =>
          padding === 'same'
            ? length * (strides[i] as number)
            : (length - 1) * (strides[i] as number) + (filter[i] as number),
        ) as Pair;
        const shape: [number, number, number, number] = [2, height, width, 4];
        assertSameSteps([x, f], () => tf.conv2dTranspose(x, f, shape, strides, padding), xla);
      });
    }
  }

  it('a filter larger than the image', () => {
    const x = tf.variable(randn<tf.Rank.R4>([2, 2, 3, 2]));
    const f = tf.variable(randn<tf.Rank.R4>([7, 6, 2, 3]));
    assertSameSteps([x, f], () => tf.conv2d(x, f, 2, 'same'), xla);
  });

  for (const [size, image] of [
    [2, [6, 8]],
    [3, [8, 7]],
  ] as [number, Pair][]) {
    it(`max pooling, ${size} x ${size} of ${image.join(' x ')}, where values are equal`, () => {
      // Whole numbers from -2 to 2: most windows have their largest value more than once.
      const x = tf.variable(tf.round(randn<tf.Rank.R4>([2, ...image, 3])));
      const scale = tf.variable(randn([3]));
      const y = () => tf.mul(tf.maxPool(x, size, size, 'valid'), scale);
      assertSameSteps([x, scale], y, xla);
    });
  }

  it('enlarging by whole factors', () => {
    const x = tf.variable(randn<tf.Rank.R4>([2, 3, 4, 2]));
    const y = () => tf.image.resizeNearestNeighbor(x, [9, 8]);
    assertSameSteps([x], y, xla);
  });

  it('choices, where something is not a number', () => {
    const x = tf.variable(randn<tf.Rank.R2>([3, 4]));
    const given = tf.tensor2d([1, NaN, -2, Infinity, NaN, 0, -0, 3, -Infinity, NaN, 5, 6], [3, 4]);
    const y = () => tf.where(tf.isNaN(given), tf.neg(x), tf.relu(tf.add(x, 0.5)));
    assertSameSteps([x], y, xla);
    given.dispose();
  });

  it('choices by row', () => {
    const x = tf.variable(randn<tf.Rank.R2>([3, 4]));
    const z = tf.variable(randn<tf.Rank.R2>([3, 4]));
    const rows = tf.tensor1d([1, 0, 1], 'bool').expandDims<tf.Tensor2D>(1);
    assertSameSteps([x, z], () => tf.where(rows, x, z), xla);
    rows.dispose();
  });
});
