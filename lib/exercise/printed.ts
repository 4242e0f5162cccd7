import type * as tf from '../backend/tf';
import { floatNotation } from '../display/format-tensor';
import { ArgumentError } from '../errors';

/** An entry whose last printed digit differs. */
export interface PrintDifference {
  /** Its place in the tensor read row by row. */
  index: number;
  /** What was computed. */
  value: number;
  /** What the print shows. */
  printed: number;
  /** How far apart both are, in units of the last printed digit; 0.5 is the edge of rounding. */
  units: number;
}

/** How computed numbers compare with a print of them. */
export interface PrintComparison {
  /** Numbers compared. */
  count: number;
  /** Numbers that print the same to the last digit. */
  equal: number;
  /** The others. */
  differing: PrintDifference[];
}

/**
 * Compares a tensor with numbers that PyTorch printed, digit for digit: each value is written as
 * PyTorch would write it among the others and compared with the print.
 *
 * @param computed float32 of any shape
 * @param printed as many numbers, in rows or in one list
 * @throws ArgumentError where there are more or fewer numbers than values
 */
export function comparePrinted(
  computed: tf.Tensor,
  printed: readonly (number | readonly number[])[],
): PrintComparison {
  const values = Array.from(computed.dataSync());
  const expected = printed.flat();
  if (values.length !== expected.length) {
    throw new ArgumentError(
      `There are ${expected.length} printed numbers for ${values.length} computed ones.`,
      'Compare a tensor with a print of the same tensor.',
    );
  }
  const write = floatNotation(values);
  const differing = values.flatMap((value, index) => {
    const text = write(value);
    const number = expected[index] as number;
    if (Number(text) === number) return [];
    const units = Math.abs(value - number) / lastDigit(text);
    return [{ index, value, printed: number, units }];
  });
  return { count: values.length, equal: values.length - differing.length, differing };
}

/** What one unit of the last digit of a written number is worth. */
function lastDigit(text: string): number {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 10 ** (Number(exponent) - decimals);
}
