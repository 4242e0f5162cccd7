import { inspect } from 'node:util';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { table, type Table, type TableOptions } from '../display/table';
import { ArgumentError } from '../errors';
import { manualSeed } from '../random/generator';

/** Quantities that were measured once for each of several seeds; it shows itself as a table. */
export class SeedRange implements Displayable {
  constructor(
    readonly seeds: readonly number[],
    /** One value for each seed, by the name of the quantity. */
    readonly values: Readonly<Record<string, readonly number[]>>,
    private readonly options: TableOptions = {},
  ) {}

  /** The values of a quantity, one for each seed. */
  of(quantity: string): readonly number[] {
    const values = this.values[quantity];
    if (values) return values;
    throw new ArgumentError(
      `Nobody measured '${quantity}'.`,
      `Choose one of ${Object.keys(this.values).join(', ')}.`,
    );
  }

  mean(quantity: string): number {
    return this.of(quantity).reduce((sum, value) => sum + value, 0) / this.seeds.length;
  }

  lowest(quantity: string): number {
    return Math.min(...this.of(quantity));
  }

  highest(quantity: string): number {
    return Math.max(...this.of(quantity));
  }

  toString(): string {
    return this.toTable().toString();
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.toTable()[JUPYTER_DISPLAY]();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  private toTable(): Table {
    const { seeds } = this;
    const which = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(', ')}`;
    const { caption = 'Measured', ...others } = this.options;
    const rows = Object.keys(this.values).map((quantity) => ({
      quantity,
      mean: this.mean(quantity),
      lowest: this.lowest(quantity),
      highest: this.highest(quantity),
    }));
    return table(rows, { ...others, caption: `${caption} (${which})` });
  }
}

/**
 * Measures the same again from several seeds, so that what is due to chance can be told from what is
 * not.
 *
 * @param seeds at least one; the global generator is seeded with each before `measure` is called
 * @param measure returns numbers by the name of the quantity, the same names for every seed
 * @throws ArgumentError where there is no seed
 */
export async function acrossSeeds(
  seeds: readonly number[],
  measure: (seed: number) => Record<string, number> | Promise<Record<string, number>>,
  options: TableOptions = {},
): Promise<SeedRange> {
  if (seeds.length === 0) throw new ArgumentError('There is no seed.', 'Give at least one.');
  const values: Record<string, number[]> = {};
  for (const seed of seeds) {
    manualSeed(seed);
    for (const [quantity, value] of Object.entries(await measure(seed))) {
      (values[quantity] ??= []).push(value);
    }
  }
  return new SeedRange(seeds, values, options);
}
