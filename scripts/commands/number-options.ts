import { InvalidArgumentError } from 'commander';

function numberThat(isRight: (value: number) => boolean, demand: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && isRight(value)) return value;
    throw new InvalidArgumentError(demand);
  };
}

/** Reads an option's number, `least` or greater. */
export function numberFrom(least: number): (text: string) => number {
  return numberThat((value) => value >= least, `It must be a number, ${least} or greater.`);
}

/** Reads an option's whole number, `least` or greater. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return numberThat(
    (value) => Number.isInteger(value) && value >= least,
    `It must be a whole number, ${least} or greater.`,
  );
}
