const N = 624;
const M = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded by `init_genrand`. PyTorch's
 * CPU generator and NumPy's `RandomState` both draw from it.
 */
export class Mt19937 {
  private readonly state = new Uint32Array(N);
  private position = N;

  /** @param seed an integer; its lowest 32 bits count, as in PyTorch. */
  constructor(seed: number) {
    this.state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < N; i++) {
      const previous = this.word(i - 1);
      this.state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  nextUint32(): number {
    if (this.position === N) this.twist();
    let y = this.word(this.position++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  private word(i: number): number {
    return this.state[i] as number;
  }

  private twist(): void {
    for (let i = 0; i < N; i++) {
      const y = (this.word(i) & 0x80000000) | (this.word((i + 1) % N) & 0x7fffffff);
      const odd = y & 1 ? 0x9908b0df : 0;
      this.state[i] = this.word((i + M) % N) ^ (y >>> 1) ^ odd;
    }
    this.position = 0;
  }
}
