import { inspect } from 'node:util';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { table, type Table } from '../display/table';
import type { EngineName } from './engine';

/** Values by the name of a loss term, one value an epoch. */
export type TermsByName = Record<string, number[]>;

/** What a training run measured; the same shape for every way of training. */
export interface HistoryRecord {
  /** Epochs trained. */
  epochs: number;
  /** Optimizer steps in each epoch. */
  batches: number;
  /** The mean of each loss term over the epoch's patterns, measured before each step. */
  terms: TermsByName;
  /** Each loss term on the validation data after each epoch; empty without such data. */
  validation: TermsByName;
  /** Wall-clock time of the run. */
  seconds: number;
  /** How the steps were computed. */
  engine: EngineName;
}

/** The record of a training run. It shows itself as a table of first and last values, without times. */
export class History implements HistoryRecord, Displayable {
  readonly epochs: number;
  readonly batches: number;
  readonly terms: TermsByName;
  readonly validation: TermsByName;
  readonly seconds: number;
  readonly engine: HistoryRecord['engine'];

  constructor({ epochs, batches, terms, validation, seconds, engine }: HistoryRecord) {
    this.epochs = epochs;
    this.batches = batches;
    this.terms = terms;
    this.validation = validation;
    this.seconds = seconds;
    this.engine = engine;
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
    const ends = this.epochs === 1 ? [1] : [1, this.epochs];
    const content: Record<string, (number | undefined)[]> = { epoch: ends };
    const add = (terms: TermsByName, prefix: string) => {
      for (const [name, values] of Object.entries(terms)) {
        content[prefix + name] = ends.map((epoch) => values[epoch - 1]);
      }
    };
    add(this.terms, '');
    add(this.validation, 'validation ');
    const epochs = this.epochs === 1 ? '1 epoch' : `${this.epochs} epochs`;
    const steps = this.batches === 1 ? '1 step' : `${this.batches} steps`;
    return table(content, { caption: `Trained for ${epochs} of ${steps}` });
  }
}
