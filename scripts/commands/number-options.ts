/** How the numbers of options are read. */
import { InvalidArgumentError } from 'commander';

type NumberReader = (text: string) => number;

/**
 * Reads an option's number.
 *
 * @param isRight whether a finite number will do
 * @param demand what is said where there is none that does, a sentence
 */
export function numberThat(isRight: (value: number) => boolean, demand: string): NumberReader {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && isRight(value)) return value;
    throw new InvalidArgumentError(demand);
  };
}

/** Reads an option's number, `least` or greater. */
export function numberFrom(least: number): NumberReader {
  return numberThat((value) => value >= least, `It must be a number, ${least} or greater.`);
}

/** Reads an option's whole number, `least` or greater. */
export function wholeNumberFrom(least: number): NumberReader {
  return numberThat(
    (value) => Number.isInteger(value) && value >= least,
    `It must be a whole number, ${least} or greater.`,
  );
}

/** Reads an option's number greater than 0. */
export const positive = numberThat((value) => value > 0, 'It must be a number greater than 0.');

const whole = numberThat(Number.isInteger, 'It must be a whole number.');

/** Reads an option's whole number greater than 0. */
export function positiveInteger(text: string): number {
  positive(text);
  return whole(text);
}
