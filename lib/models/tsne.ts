import * as tf from '../backend/tf';
import { displayChannel } from '../display/display';
import { Progress } from '../display/progress';
import { ArgumentError } from '../errors';
import { neighbourProbabilities, type Neighbours } from './tsne-neighbours';
import { principalComponents } from './principal-components';

/** How {@link tsne} embeds. */
export interface TsneOptions {
  /**
   * About how many neighbours a point has, less than a third of the points.
   * @default 30
   */
  perplexity?: number;
  /**
   * Steps of gradient descent; the first 250 with exaggerated attraction.
   * @default 1000
   */
  iterations?: number;
  /**
   * Where the points begin, [patterns, 2].
   * @default the first two principal components, scaled to a deviation of 0.0001
   */
  initial?: tf.Tensor2D;
  /**
   * Whether the progress is shown.
   * @default true
   */
  progress?: boolean;
}

/** What {@link tsne} finds. */
export interface TsneEmbedding {
  /** [patterns, 2]. */
  points: tf.Tensor2D;
  /** What is left of the Kullback-Leibler divergence between neighbours there and here, in nats. */
  divergence: number;
}

/** Steps with attraction made {@link EXAGGERATION} times as strong, so that clusters can pass another. */
const EXPLORATION = 250;
const EXAGGERATION = 12;
/** How long it computes before it lets output, interrupts and timers through, in milliseconds. */
const YIELD_AFTER = 50;

/**
 * t-distributed stochastic neighbour embedding (van der Maaten and Hinton, 2008) in the plane: points
 * that are neighbours among the patterns become neighbours, as well as two dimensions let them. Patterns
 * that are no neighbours repel one another, computed exactly: the time grows with the square of their
 * number (0.16 s a step for 5000 on one core), the memory does not. Step sizes, momentum and exaggeration are
 * scikit-learn's.
 *
 * Distances between clusters and their sizes mean little; who is next to whom is the result.
 *
 * @param x [patterns, features]
 * @throws ArgumentError for another shape or a perplexity that is too large
 */
export async function tsne(
  x: tf.Tensor,
  { perplexity = 30, iterations = 1000, initial, progress = true }: TsneOptions = {},
): Promise<TsneEmbedding> {
  const count = x.shape[0] ?? 0;
  if (x.rank !== 2 || !(perplexity >= 1) || 3 * perplexity >= count) {
    throw new ArgumentError(
      `A perplexity of ${perplexity} was asked for with patterns of shape [${x.shape.join(', ')}].`,
      'Pass patterns as rows, more than three times as many as the perplexity.',
    );
  }
  const line = progress ? new Progress(iterations, 'steps') : undefined;
  const interruption = displayChannel()?.interruption?.();
  const neighbours = neighbourProbabilities(x as tf.Tensor2D, perplexity);
  const descent = new Descent(neighbours, initial?.dataSync() ?? flattest(x));
  let resumed = performance.now();
  for (let step = 0; step < iterations; step++) {
    const isExploring = step < EXPLORATION;
    descent.step(isExploring ? EXAGGERATION : 1, isExploring ? 0.5 : 0.8);
    if (performance.now() - resumed < YIELD_AFTER) continue;
    line?.update(step + 1);
    await new Promise((resolve) => setImmediate(resolve));
    interruption?.throwIfAborted();
    resumed = performance.now();
  }
  const divergence = descent.divergence();
  line?.finish(`${iterations} steps, divergence ${divergence.toFixed(3)}`);
  return { points: tf.tensor2d(Float32Array.from(descent.y), [count, 2]), divergence };
}

/** The first two principal components, scaled: [patterns, 2], row by row. */
function flattest(x: tf.Tensor): tf.TypedArray {
  const scaled = tf.tidy(() => {
    const points = principalComponents(x, 2).encoder(x);
    const deviation = tf.moments(points.slice([0, 0], [-1, 1])).variance.sqrt();
    return points.div(deviation).mul(1e-4);
  });
  const values = scaled.dataSync();
  scaled.dispose();
  return values;
}

/** Gradient descent on the divergence. */
class Descent {
  /** [count, 2], row by row. */
  readonly y: Float64Array;
  private readonly velocity: Float64Array;
  private readonly gains: Float64Array;
  private readonly rate: number;
  /** What the repulsion of a pair is divided by, of the last step. */
  private normalizer = 1;

  constructor(
    private readonly neighbours: Neighbours,
    initial: ArrayLike<number>,
  ) {
    this.y = Float64Array.from(initial);
    this.velocity = new Float64Array(this.y.length);
    this.gains = new Float64Array(this.y.length).fill(1);
    this.rate = Math.max(this.y.length / 2 / EXAGGERATION / 4, 50);
  }

  step(exaggeration: number, momentum: number): void {
    const { y, velocity, gains, rate } = this;
    const gradient = this.gradient(exaggeration);
    for (let i = 0; i < y.length; i++) {
      const [slope, speed, gain] = [gradient[i]!, velocity[i]!, gains[i]!];
      // A coordinate that goes on downhill may go faster, one that turned must slow down.
      gains[i] = slope * speed < 0 ? gain + 0.2 : Math.max(0.01, gain * 0.8);
      velocity[i] = momentum * speed - rate * gains[i]! * slope;
      y[i] = y[i]! + velocity[i]!;
    }
  }

  /** The sum over neighbours of p ln(p / q). */
  divergence(): number {
    this.gradient(1);
    const { y } = this;
    let sum = 0;
    this.forPairs((i, j, p) => {
      const [dx, dy] = [y[2 * i]! - y[2 * j]!, y[2 * i + 1]! - y[2 * j + 1]!];
      sum += p * Math.log(p * (1 + dx * dx + dy * dy) * this.normalizer);
    });
    return sum;
  }

  /** 4 sum_j (p_ij - q_ij) w_ij (y_i - y_j) with w = 1 / (1 + distance²) and q = w / sum of all w. */
  private gradient(exaggeration: number): Float64Array {
    const { y } = this;
    const gradient = new Float64Array(y.length);
    let sum = 0;
    for (let i = 0; i < y.length; i += 2) {
      const [x0, y0] = [y[i]!, y[i + 1]!];
      let [gx, gy] = [0, 0];
      for (let j = 0; j < i; j += 2) {
        const dx = x0 - y[j]!;
        const dy = y0 - y[j + 1]!;
        const w = 1 / (1 + dx * dx + dy * dy);
        sum += w;
        const force = w * w;
        gx -= force * dx;
        gy -= force * dy;
        gradient[j] = gradient[j]! + force * dx;
        gradient[j + 1] = gradient[j + 1]! + force * dy;
      }
      gradient[i] = gradient[i]! + gx;
      gradient[i + 1] = gradient[i + 1]! + gy;
    }
    this.normalizer = 2 * sum;
    for (let i = 0; i < gradient.length; i++) gradient[i] = (4 * gradient[i]!) / this.normalizer;
    this.forPairs((i, j, p) => {
      const [dx, dy] = [y[2 * i]! - y[2 * j]!, y[2 * i + 1]! - y[2 * j + 1]!];
      const pull = (4 * exaggeration * p) / (1 + dx * dx + dy * dy);
      gradient[2 * i] = gradient[2 * i]! + pull * dx;
      gradient[2 * i + 1] = gradient[2 * i + 1]! + pull * dy;
    });
    return gradient;
  }

  private forPairs(visit: (i: number, j: number, p: number) => void): void {
    const { starts, indices, probabilities } = this.neighbours;
    for (let i = 0; i + 1 < starts.length; i++) {
      for (let k = starts[i]!; k < starts[i + 1]!; k++) visit(i, indices[k]!, probabilities[k]!);
    }
  }
}
