import { displayChannel } from '../display/display';
import { formatSignificant } from '../display/format-number';
import { Progress } from '../display/progress';
import type { EpochLogs, TrainingCallback } from './callbacks';
import type { Engine, StepRecords } from './engine';
import { History, type TermsByName } from './history';
import { Schedule, type EpochPlan } from './schedule';
import { assertFinite } from './step';

/** How long training computes before it lets output, interrupts and timers through, in milliseconds. */
const YIELD_AFTER = 50;

/** What a training run consists of. */
export interface TrainingRun {
  engine: Engine;
  plan: EpochPlan;
  /** Measures the loss terms on other data after an epoch. */
  validate?: (() => Readonly<Record<string, number>>) | undefined;
  callbacks: readonly TrainingCallback[];
  progress: boolean;
}

/** Goes through all epochs, and writes down what the engine measures. */
export async function runSchedule(run: TrainingRun): Promise<History> {
  const { engine, plan, validate, callbacks } = run;
  const schedule = new Schedule(plan);
  const ledger = new Ledger(plan.patterns);
  const progress = run.progress ? new Progress(plan.epochs, 'epochs') : undefined;
  const interruption = displayChannel()?.interruption?.();
  const start = performance.now();
  const hasHooks = validate !== undefined || callbacks.length > 0;
  const drawsOrders = plan.generator !== undefined && plan.batchSize < plan.patterns;
  let resumed = start;

  try {
    await tell(callbacks, (callback) => callback.onTrainBegin?.());
    while (!schedule.isFinished) {
      const { epoch, isAtStart, nextBatchSize } = schedule;
      if (isAtStart) await tell(callbacks, (callback) => callback.onEpochBegin?.(epoch));
      const steps = schedule.take(
        engine.appetite(nextBatchSize),
        !hasHooks && !(drawsOrders && engine.isRandom(nextBatchSize)),
      );
      ledger.record(engine.run(steps), steps.batchSize);
      if (hasHooks && schedule.epoch > epoch) {
        if (validate) ledger.recordValidation(validate());
        const logs = ledger.logs();
        const answers = await tell(callbacks, (callback) => callback.onEpochEnd?.(epoch, logs));
        if (answers.includes('stop')) schedule.stop();
        else if (callbacks.length > 0 && !schedule.isFinished) engine.refresh();
      }
      if (performance.now() - resumed < YIELD_AFTER) continue;
      progress?.update(ledger.epochs, () => ledger.summary());
      await new Promise((resolve) => setImmediate(resolve));
      interruption?.throwIfAborted();
      resumed = performance.now();
    }
    await tell(callbacks, (callback) => callback.onTrainEnd?.());
  } catch (error) {
    progress?.finish(`stopped after ${ledger.epochs} of ${plan.epochs} epochs`);
    throw error;
  } finally {
    engine.free();
  }
  progress?.finish(`${ledger.epochs} epochs, ${ledger.summary()}`);
  return new History({
    epochs: ledger.epochs,
    batches: schedule.stepsPerEpoch,
    terms: ledger.terms,
    validation: ledger.validation,
    seconds: (performance.now() - start) / 1000,
    engine: engine.name,
  });
}

async function tell(
  callbacks: readonly TrainingCallback[],
  call: (callback: TrainingCallback) => unknown,
): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const callback of callbacks) answers.push(await call(callback));
  return answers;
}

/** The loss terms of a run: means over the patterns of an epoch. */
class Ledger {
  readonly terms: TermsByName = {};
  readonly validation: TermsByName = {};
  /** Finished epochs. */
  epochs = 0;
  private sums: number[] = [];
  private seen = 0;

  constructor(private readonly patterns: number) {}

  /** @throws TrainingError where a loss is not finite */
  record({ names, rows }: StepRecords, batchSize: number): void {
    const weight = batchSize / this.patterns;
    const loss = names.indexOf('loss');
    for (let row = 0; row < rows.length; row += names.length) {
      assertFinite(rows[row + loss] as number, this.epochs);
      for (let i = 0; i < names.length; i++) {
        this.sums[i] = (this.sums[i] ?? 0) + weight * (rows[row + i] as number);
      }
      this.seen += batchSize;
      if (this.seen === this.patterns) this.closeEpoch(names);
    }
  }

  recordValidation(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) (this.validation[name] ??= []).push(value);
  }

  /** The values of the last epoch, named as Keras names them. */
  logs(): EpochLogs {
    const last = (terms: TermsByName, prefix: string) =>
      Object.entries(terms).map(([name, values]) => [prefix + name, values.at(-1)] as const);
    return Object.fromEntries([
      ...last(this.terms, ''),
      ...last(this.validation, 'val_'),
    ]) as EpochLogs;
  }

  summary(): string {
    return Object.entries(this.terms)
      .map(([name, values]) => `${name} ${formatSignificant(values.at(-1) ?? NaN)}`)
      .join(', ');
  }

  private closeEpoch(names: readonly string[]): void {
    names.forEach((name, i) => (this.terms[name] ??= []).push(this.sums[i] as number));
    this.sums = [];
    this.seen = 0;
    this.epochs++;
  }
}
