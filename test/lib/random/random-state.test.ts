import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RandomState } from '../../../lib/random/random-state';
import { assertClose } from '../close';
import { reference } from './reference';

describe("NumPy's legacy stream", () => {
  const { numpy } = reference;

  it('shuffles the 13233 faces as scikit-learn does', () => {
    const order = new RandomState(42).permutation(13233);
    assert.deepEqual([...order.slice(0, 8)], [12149, 8355, 9040, 63, 9311, 1061, 6606, 8877]);
    assert.deepEqual([...order.slice(0, 8), ...order.slice(-4)], numpy.lfwPermutation);
    assert.equal(new Set(order).size, 13233);
  });

  it('draws the points of the keras chapter', () => {
    const state = new RandomState(4);
    const angles = Array.from(state.rand(60), (u) => (u * 3 * Math.PI) / 2 - 0.5);
    const [n0, n1, n2] = [state.randn(60), state.randn(60), state.randn(60)];
    const points = angles.map((angle, i) => {
      const x0 = Math.cos(angle) + Math.sin(angle) / 2 + (0.1 * Number(n0[i])) / 2;
      const x1 = 0.7 * Math.sin(angle) + (0.1 * Number(n1[i])) / 2;
      return [x0, x1, 0.1 * x0 + 0.3 * x1 + 0.1 * Number(n2[i])] as const;
    });
    const centred = ([0, 1, 2] as const).map((axis) => {
      const values = points.map((point) => point[axis]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.map((value) => value - mean);
    });
    const row = (i: number) => centred.map((values) => Number(values[i]));
    assertClose(row(0), numpy.points3d[0] ?? [], 1e-12);
    assertClose(row(59), numpy.points3d[1] ?? [], 1e-12);
    assertClose(row(0), [-1.03977, -0.76024, -0.33288], 5e-6);
  });

  it('draws integers, normal and uniform values and shuffles in one stream', () => {
    const state = new RandomState(9);
    const { legacy } = numpy;
    assert.deepEqual([...state.randint(-3, 10, 8)], legacy.randint);
    assert.deepEqual([...state.randint(0, 2 ** 32, 3)], legacy.full);
    assertClose(state.randn(3), legacy.randn, 1e-15);
    assert.deepEqual([...state.rand(2)], legacy.rand);
    assertClose(state.randn(1), legacy.spare, 1e-15);
    const letters = [...'abcdefgh'];
    state.shuffle(letters);
    assert.deepEqual(letters, legacy.shuffle);
  });

  it('refuses what is no seed and no range', () => {
    assert.throws(() => new RandomState(-1), /must be an integer in \[0, 2\^32\), not -1/);
    assert.throws(() => new RandomState(1).randint(2, 2, 1), /holds no integers/);
  });
});
