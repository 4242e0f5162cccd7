import { ArgumentError } from '../errors';
import { logFloat32, sinCosFloat32 } from './float32-math';
import { Mt19937 } from './mt19937';

/** Values that PyTorch transforms together; shorter draws take another path there, so here too. */
const BLOCK = 16;
const TWO_PI = Math.fround(2 * Math.PI);

/**
 * The stream of PyTorch's CPU generator as typed arrays: after the same seed and the same calls, the
 * same float32 numbers, to the last bit on processors with AVX2. (On others PyTorch itself computes
 * `randn` with another logarithm and sine, and differs from this within 1e-6.)
 *
 * Source of the rules: aten/src/ATen/native/cpu/DistributionTemplates.h and
 * aten/src/ATen/core/DistributionsHelper.h of PyTorch 2.13.
 */
export class TorchStream {
  private bits: Mt19937;
  private spareNormal: number | undefined;

  constructor(readonly seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new ArgumentError(`A seed must be an integer, not ${seed}.`, 'Pass a whole number.');
    }
    this.bits = new Mt19937(seed);
  }

  /** A stream in the same state, which goes its own way from here. */
  clone(): TorchStream {
    const copy = new TorchStream(this.seed);
    copy.bits = this.bits.clone();
    copy.spareNormal = this.spareNormal;
    return copy;
  }

  /** `n` values, uniform in [0, 1), multiples of 2^-24: `torch.rand(n)`. */
  uniform(n: number): Float32Array {
    return this.fillUniform(new Float32Array(n));
  }

  /** {@link uniform}, into an array that is there already. */
  fillUniform(values: Float32Array): Float32Array {
    this.bits.fillFloats(values);
    return values;
  }

  /** `n` values of the standard normal distribution: `torch.randn(n)`. */
  normal(n: number): Float32Array {
    return this.fillNormal(new Float32Array(n));
  }

  /** {@link normal}, into an array that is there already. */
  fillNormal(values: Float32Array): Float32Array {
    const n = values.length;
    if (n < BLOCK) {
      for (let i = 0; i < n; i++) values[i] = this.nextNormal();
      return values;
    }
    this.fillUniform(values);
    for (let start = 0; start + BLOCK <= n; start += BLOCK) boxMuller(values, start);
    if (n % BLOCK !== 0) {
      // The ragged end is not filled up: its last whole block is drawn anew.
      this.fillUniform(values.subarray(n - BLOCK));
      boxMuller(values, n - BLOCK);
    }
    return values;
  }

  /**
   * A random permutation of 0 .. n-1: `torch.randperm(n)`.
   *
   * @param count where less than n, only so many are drawn: the ones that such a permutation begins
   *   with, and nothing else of the stream
   */
  permutation(n: number, count = n): Int32Array {
    const order = new Int32Array(n).map((_, i) => i);
    for (let i = 0; i < Math.min(count, n - 1); i++) {
      const j = i + (this.bits.nextUint32() % (n - i));
      const drawn = order[j] as number;
      order[j] = order[i] as number;
      order[i] = drawn;
    }
    return count < n ? order.slice(0, count) : order;
  }

  /** `n` integers, uniform in [low, high): `torch.randint(low, high, [n])`; high - low < 2^28. */
  integers(n: number, low: number, high: number): Int32Array {
    return this.fillIntegers(new Int32Array(n), low, high);
  }

  /** {@link integers}, into an array that is there already. */
  fillIntegers(values: Int32Array, low: number, high: number): Int32Array {
    const range = high - low;
    if (!Number.isInteger(range) || range < 1 || range >= 2 ** 28) {
      throw new ArgumentError(
        `The range [${low}, ${high}) holds no integers, or too many.`,
        'Pass whole numbers low < high that lie less than 2^28 apart.',
      );
    }
    for (let i = 0; i < values.length; i++) values[i] = low + (this.bits.nextUint32() % range);
    return values;
  }

  /** Uniform in [0, 1) with 53 bits, the lowest of two draws taken as one 64-bit number. */
  private nextDouble(): number {
    const high = this.bits.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.bits.nextUint32()) / 2 ** 53;
  }

  /** One value by the Box-Muller transform in double precision; every second one is kept back. */
  private nextNormal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    const theta = 2 * Math.PI * this.nextDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.nextDouble()));
    this.spareNormal = radius * Math.sin(theta);
    return radius * Math.cos(theta);
  }
}

/** Turns the 16 uniform values from `start` into normal ones, in place. */
function boxMuller(values: Float32Array, start: number): void {
  const half = BLOCK / 2;
  for (let j = start; j < start + half; j++) {
    const logarithm = logFloat32(Math.fround(1 - (values[j] as number)));
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * logarithm)));
    const [sin, cos] = sinCosFloat32(Math.fround(TWO_PI * (values[j + half] as number)));
    values[j] = radius * cos;
    values[j + half] = radius * sin;
  }
}
