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
    for (let done = 0; done < values.length;) {
      if (this.position === N) this.twist();
      const { position } = this;
      const count = Math.min(values.length - done, N - position);
      for (let i = 0; i < count; i++) {
        values[done + i] = (temper(state[position + i] as number) & 0xffffff) / 2 ** 24;
      }
      done += count;
      this.position += count;
    }
  }

  private twist(): void {
    const { state } = this;
    // In three parts, so that no loop has to ask where the state ends.
    twistRange(state, 0, N - M, M);
    twistRange(state, N - M, N - 1, M - N);
    state[N - 1] = (state[M - 1] as number) ^ mix(state[N - 1] as number, state[0] as number);
    this.position = 0;
  }
}

/** Twists the words from `from` to before `to` with those that lie `distance` further. */
function twistRange(state: Int32Array, from: number, to: number, distance: number): void {
  for (let i = from; i < to; i++) {
    const mixed = mix(state[i] as number, state[i + 1] as number);
    state[i] = (state[i + distance] as number) ^ mixed;
  }
}

/** The highest bit of one word and the others of the next, times the matrix of the recurrence. */
function mix(word: number, next: number): number {
  const y = (word & 0x80000000) | (next & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
