const N = 624;
const M = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded by `init_genrand`. PyTorch's
 * CPU generator and NumPy's `RandomState` both draw from it.
 */
export class Mt19937 {
  /** Signed words, because V8 computes with them as machine integers. */
  private readonly state = new Int32Array(N);
  private position = N;

  /** @param seed an integer; its lowest 32 bits count, as in PyTorch. */
  constructor(seed: number) {
    const { state } = this;
    state[0] = Number(BigInt.asIntN(32, BigInt(seed)));
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] as number;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** A generator in the same state, which goes its own way from here. */
  clone(): Mt19937 {
    const copy = new Mt19937(0);
    copy.state.set(this.state);
    copy.position = this.position;
    return copy;
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  nextUint32(): number {
    if (this.position === N) this.twist();
    return temper(this.state[this.position++] as number) >>> 0;
  }

  /** Fills the array with numbers in [0, 1) made of the lowest 24 of each 32 bits. */
  fillFloats(values: Float32Array): void {
    const { state } = this;
    let { position } = this;
    for (let i = 0; i < values.length; i++) {
      if (position === N) {
        this.twist();
        position = 0;
      }
      values[i] = (temper(state[position++] as number) & 0xffffff) / 2 ** 24;
    }
    this.position = position;
  }

  private twist(): void {
    const { state } = this;
    let word = state[0] as number;
    for (let i = 0; i < N; i++) {
      const next = state[i + 1 < N ? i + 1 : 0] as number;
      const far = state[i + M < N ? i + M : i + M - N] as number;
      const y = (word & 0x80000000) | (next & 0x7fffffff);
      state[i] = far ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
      word = next;
    }
    this.position = 0;
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
