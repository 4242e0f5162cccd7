import { ArgumentError } from '../errors';
import { Mt19937 } from './mt19937';

/**
 * NumPy's legacy stream, `numpy.random.RandomState(seed)`: after the same seed and the same calls, the
 * same numbers (`rand`, `permutation`, `shuffle`, `randint` to the last bit, `randn` up to the rounding
 * of the logarithm).
 *
 * Source of the rules: numpy/random/src/legacy/legacy-distributions.c and
 * numpy/random/src/distributions/distributions.c of NumPy 2.
 */
export class RandomState {
  private readonly bits: Mt19937;
  private spareNormal: number | undefined;

  /** @param seed an integer in [0, 2^32). */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw new ArgumentError(
        `A seed of NumPy's stream must be an integer in [0, 2^32), not ${seed}.`,
        'Pass such a number.',
      );
    }
    this.bits = new Mt19937(seed);
  }

  /** `n` values, uniform in [0, 1), with 53 random bits each. */
  rand(n: number): Float64Array {
    return Float64Array.from({ length: n }, () => this.nextDouble());
  }

  /** `n` values of the standard normal distribution, by Marsaglia's polar method. */
  randn(n: number): Float64Array {
    return Float64Array.from({ length: n }, () => this.nextNormal());
  }

  /** `n` integers, uniform in [low, high), as `randint(low, high, n)`; high - low <= 2^32. */
  randint(low: number, high: number, n: number): Float64Array {
    const range = high - low;
    if (!Number.isInteger(range) || range < 1 || range > 2 ** 32) {
      throw new ArgumentError(
        `The range [${low}, ${high}) holds no integers, or too many.`,
        'Pass whole numbers low < high that lie at most 2^32 apart.',
      );
    }
    return Float64Array.from({ length: n }, () => low + this.nextUpTo(range - 1));
  }

  /** A random permutation of 0 .. n-1. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** Shuffles in place. */
  shuffle(items: { length: number; [index: number]: unknown }): void {
    for (let k = items.length - 1; k > 0; k--) {
      const j = this.nextUpTo(k);
      [items[k], items[j]] = [items[j], items[k]];
    }
  }

  private nextDouble(): number {
    const a = this.bits.nextUint32() >>> 5;
    const b = this.bits.nextUint32() >>> 6;
    return (a * 2 ** 26 + b) / 2 ** 53;
  }

  private nextNormal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x1 = 2 * this.nextDouble() - 1;
      const x2 = 2 * this.nextDouble() - 1;
      const r2 = x1 * x1 + x2 * x2;
      if (r2 > 0 && r2 < 1) {
        const scale = Math.sqrt((-2 * Math.log(r2)) / r2);
        this.spareNormal = scale * x1;
        return scale * x2;
      }
    }
  }

  /** Uniform in 0 .. max: masked bits, drawn again while they exceed `max`. */
  private nextUpTo(max: number): number {
    if (max === 0) return 0;
    const mask = max >= 2 ** 31 ? 0xffffffff : 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.bits.nextUint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
}
