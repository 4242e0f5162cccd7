/**
 * The float32 logarithm, sine and cosine of PyTorch's vectorised CPU code, operation by operation, so
 * that normal numbers agree to the last bit. They are the polynomials of the Cephes library (logf.c
 * and sinf.c, S. Moshier) as avx_mathfun.h evaluates them with fused multiply-adds.
 */

const f32 = Math.fround;
const asFloat = new Float32Array(1);
const asInt = new Int32Array(asFloat.buffer);

const SQRT_HALF = f32(0.7071067811865476);
const LN2_HIGH = f32(0.693359375);
const LN2_LOW = f32(-2.1219444e-4);
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f32);

const FOUR_OVER_PI = f32(1.27323954473516);
/** -pi/4 in three parts, so that subtracting multiples of it loses no digits. */
const MINUS_PI_OVER_4 = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(f32);
const SINE = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f32);
const COSINE = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f32);

/** a b + c rounded once: the product of two float32 is exact in double precision. */
function fusedMultiplyAdd(a: number, b: number, c: number): number {
  return f32(a * b + c);
}

/** Horner's rule, highest coefficient first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => fusedMultiplyAdd(sum, x, coefficient));
}

/** ln x for a positive, normal float32 x. */
export function logFloat32(x: number): number {
  asFloat[0] = x;
  const bits = asInt[0] as number;
  let exponent = (bits >>> 23) - 0x7e;
  asInt[0] = (bits & ~0x7f800000) | 0x3f000000;
  const mantissa = asFloat[0];
  let m = f32(mantissa - 1);
  if (mantissa < SQRT_HALF) {
    exponent -= 1;
    m = f32(m + mantissa);
  }
  const square = f32(m * m);
  const tail = f32(polynomial(LOG, m) * m);
  const low = fusedMultiplyAdd(tail, square, f32(exponent * LN2_LOW));
  return fusedMultiplyAdd(exponent, LN2_HIGH, f32(m + fusedMultiplyAdd(-square, 0.5, low)));
}

/** [sin x, cos x] for a float32 x >= 0 of moderate size. */
export function sinCosFloat32(x: number): [sin: number, cos: number] {
  const octant = (Math.trunc(f32(x * FOUR_OVER_PI)) + 1) & ~1;
  const reduced = MINUS_PI_OVER_4.reduce((rest, part) => fusedMultiplyAdd(octant, part, rest), x);
  const square = f32(reduced * reduced);
  const bent = f32(polynomial(COSINE, square) * square);
  const cosine = f32(fusedMultiplyAdd(bent, square, -f32(square * 0.5)) + 1);
  const sine = fusedMultiplyAdd(f32(polynomial(SINE, square) * square), reduced, reduced);
  const sineSign = octant & 4 ? -1 : 1;
  const cosineSign = (octant - 2) & 4 ? 1 : -1;
  return octant & 2
    ? [sineSign * cosine, cosineSign * sine]
    : [sineSign * sine, cosineSign * cosine];
}
