/**
 * Numbers as Python's format() writes them: like toFixed and toExponential, but with exact ties
 * rounded to the even digit (0.03125 is 0.0312), the sign of -0 kept, and two digits of exponent.
 */

/** `x` with `digits` decimals, as Python's `f'{x:.{digits}f}'`; for |x| < 1e21. */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const text = roundTie(Math.abs(x).toFixed(digits), x, digits);
  return sign(x) + text;
}

/** `x` in scientific notation, as Python's `f'{x:.{digits}e}'`. */
export function formatScientific(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  const [mantissa = '', exponent = ''] = Math.abs(x).toExponential(digits).split('e');
  const decimals = digits - Number(exponent);
  const size = Math.abs(Number(exponent)).toString().padStart(2, '0');
  const signed = (Number(exponent) < 0 ? '-' : '+') + size;
  return `${sign(x)}${roundTie(mantissa, x, decimals)}e${signed}`;
}

/** Writes `nan`, `inf` or `-inf`. */
export function formatNonFinite(x: number): string {
  return Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? '-' : '';
}

/**
 * JavaScript rounds an exact tie up; where it did and the last digit became odd, takes one off.
 * A tie can only lie at a number whose digits end right there, so twenty more digits tell.
 */
function roundTie(text: string, x: number, decimals: number): string {
  const last = Number(text.at(-1));
  if (last % 2 === 0 || !isTie(Math.abs(x), decimals)) return text;
  return text.slice(0, -1) + String(last - 1);
}

/** Whether `x` lies exactly halfway between two numbers of that many decimals. */
function isTie(x: number, decimals: number): boolean {
  const [mantissa = '', exponent = ''] = x.toExponential(100).split('e');
  const digits = mantissa.replace('.', '');
  const place = Number(exponent) + decimals + 1;
  return place >= 0 && /^50*$/.test(digits.slice(place));
}

/** `x` with at most five significant digits, without idle zeros: for sentences, not for columns. */
export function formatSignificant(x: number): string {
  if (!Number.isFinite(x)) return formatNonFinite(x);
  return String(Number(x.toPrecision(5)));
}
