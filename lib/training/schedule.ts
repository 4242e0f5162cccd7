import type { Generator } from '../random/generator';

/** The steps that come next. */
export interface Steps {
  /** How many. */
  count: number;
  /** Rows in each batch. */
  batchSize: number;
  /** The rows of the batches, one after the other; undefined where every batch is all the data. */
  order: Int32Array | undefined;
}

/** What a schedule is made from. */
export interface EpochPlan {
  /** Rows of the data. */
  patterns: number;
  batchSize: number;
  epochs: number;
  /** Draws a new order for every epoch; undefined keeps the order of the data. */
  generator: Generator | undefined;
}

/** Which batch follows which, through all epochs. The last batch of an epoch may be smaller. */
export class Schedule {
  /** The epoch that the next step belongs to, from 0. */
  epoch = 0;
  private row = 0;
  private order: Int32Array | undefined;

  constructor(private readonly options: EpochPlan) {}

  get isFinished(): boolean {
    return this.epoch >= this.options.epochs;
  }

  /** Whether the next step is the first of its epoch. */
  get isAtStart(): boolean {
    return this.row === 0;
  }

  /** Rows of the next batch. */
  get nextBatchSize(): number {
    const { patterns, batchSize } = this.options;
    return Math.min(batchSize, patterns - this.row);
  }

  /** How often a step happens in an epoch. */
  get stepsPerEpoch(): number {
    return Math.ceil(this.options.patterns / this.options.batchSize);
  }

  /**
   * Takes the next steps, all of one batch size.
   * @param most at least 1
   * @param acrossEpochs whether they may reach into the next epochs
   */
  take(most: number, acrossEpochs: boolean): Steps {
    const { patterns, batchSize: full } = this.options;
    const batchSize = this.nextBatchSize;
    if (full === patterns) {
      const count = acrossEpochs ? Math.min(most, this.options.epochs - this.epoch) : 1;
      this.epoch += count;
      return { count, batchSize, order: undefined };
    }
    const orders: Int32Array[] = [];
    let count = 0;
    do {
      this.order ??= this.orderOfEpoch();
      const here = Math.min(
        most - count,
        batchSize === full ? Math.floor((patterns - this.row) / full) : 1,
      );
      orders.push(this.order.subarray(this.row, this.row + here * batchSize));
      count += here;
      this.row += here * batchSize;
      if (this.row === patterns) this.nextEpoch();
      else break;
    } while (acrossEpochs && count < most && !this.isFinished && batchSize === full);
    return { count, batchSize, order: joined(orders) };
  }

  /** Ends the schedule here. */
  stop(): void {
    this.epoch = this.options.epochs;
  }

  private orderOfEpoch(): Int32Array {
    const { patterns, generator } = this.options;
    return generator?.permutation(patterns) ?? Int32Array.from({ length: patterns }, (_, i) => i);
  }

  private nextEpoch(): void {
    this.epoch++;
    this.row = 0;
    this.order = undefined;
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
