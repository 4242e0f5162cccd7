import * as tf from '../backend/tf';

/** Probabilities that two patterns are neighbours, of those pairs only that may be: rows of a sparse matrix. */
export interface Neighbours {
  /** [patterns + 1]: where the row of each pattern begins in the others; the last is their length. */
  starts: Int32Array;
  /** Which patterns. */
  indices: Int32Array;
  /** How probable; symmetric, and 1 in all. */
  probabilities: Float64Array;
}

/** Rows of distances that are computed at once. */
const CHUNK = 500;
const SEARCH_STEPS = 100;

/**
 * Who is a neighbour of whom: around each pattern a normal distribution of such a width that about
 * `perplexity` others are in reach (van der Maaten, Accelerating t-SNE using tree-based algorithms, 2014);
 * of each pattern only the 3 perplexity + 1 nearest others count.
 */
export function neighbourProbabilities(x: tf.Tensor2D, perplexity: number): Neighbours {
  const [count] = x.shape;
  const near = Math.min(count - 1, Math.floor(3 * perplexity + 1));
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  const add = (i: number, j: number, p: number) => rows[i]!.set(j, (rows[i]!.get(j) ?? 0) + p);
  for (let from = 0; from < count; from += CHUNK) {
    const size = Math.min(CHUNK, count - from);
    const { squares, indices } = nearest(x, from, size, near + 1);
    for (let r = 0; r < size; r++) {
      const i = from + r;
      const others = Array.from({ length: near + 1 }, (_, k) => r * (near + 1) + k)
        .filter((k) => indices[k] !== i)
        .slice(0, near);
      const p = withPerplexity(
        others.map((k) => squares[k]!),
        perplexity,
      );
      others.forEach((k, n) => {
        add(i, indices[k]!, p[n]! / (2 * count));
        add(indices[k]!, i, p[n]! / (2 * count));
      });
    }
  }
  const starts = new Int32Array(count + 1);
  rows.forEach((row, i) => (starts[i + 1] = starts[i]! + row.size));
  return {
    starts,
    indices: Int32Array.from(rows.flatMap((row) => [...row.keys()])),
    probabilities: Float64Array.from(rows.flatMap((row) => [...row.values()])),
  };
}

/** The nearest patterns, themselves included, of some rows, with their squared distances. */
function nearest(
  x: tf.Tensor2D,
  from: number,
  size: number,
  k: number,
): { squares: ArrayLike<number>; indices: ArrayLike<number> } {
  return tf.tidy(() => {
    const rows = x.slice(from, size);
    const lengths = x.square().sum<tf.Tensor1D>(1);
    const products = tf.matMul(rows, x, false, true).mul(2);
    const squares = rows.square().sum(1, true).add(lengths).sub(products).maximum(0);
    const { values, indices } = tf.topk(squares.neg(), k);
    return { squares: values.neg().dataSync(), indices: indices.dataSync() };
  });
}

/** exp(-beta d²) / sum, with the beta that gives the entropy ln(perplexity), by bisection. */
function withPerplexity(squares: readonly number[], perplexity: number): number[] {
  const wanted = Math.log(perplexity);
  let [beta, low, high] = [1, 0, Infinity];
  let p: number[] = [];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    // Relative to the nearest, so that not all of them vanish.
    const weights = squares.map((square) => Math.exp(-beta * (square - squares[0]!)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    p = weights.map((weight) => weight / sum);
    const entropy = p.reduce((total, q) => (q > 0 ? total - q * Math.log(q) : total), 0);
    if (Math.abs(entropy - wanted) < 1e-5) break;
    if (entropy > wanted) low = beta;
    else high = beta;
    beta = high === Infinity ? beta * 2 : (low + high) / 2;
  }
  return p;
}
