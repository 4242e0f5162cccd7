import type * as tf from '../backend/tf';
import { StepProgram } from '../compile/program';
import type { Engine, StepRecords } from './engine';
import type { Steps } from './schedule';
import type { TrainingStep } from './step';

/** How long a run may take before output, interrupts and timers get their turn, in milliseconds. */
const SLICE = 200;
/** Steps of the very first run, from which the length of the next ones is found. */
const FIRST = 4;

/** Computes many steps in one call of libtensorflow. */
export class CompiledEngine implements Engine {
  readonly name = 'compiled';
  /** By the batch size. */
  private readonly programs = new Map<number, StepProgram>();
  /** How long one step takes, in milliseconds, by the batch size. */
  private readonly pace = new Map<number, number>();

  /**
   * @throws TraceError where the step cannot be compiled; what is found out later is thrown by `run`
   */
  constructor(
    private readonly step: TrainingStep,
    private readonly data: readonly tf.Tensor[],
    private readonly patterns: number,
    batchSize: number,
  ) {
    const example = data.map((tensor) => tensor.slice(0, batchSize));
    try {
      step.prepare(example);
    } finally {
      for (const tensor of example) tensor.dispose();
    }
    this.programFor(batchSize);
  }

  isRandom(batchSize: number): boolean {
    return this.programFor(batchSize).isRandom;
  }

  appetite(batchSize: number): number {
    const pace = this.pace.get(batchSize);
    const wish = pace === undefined ? FIRST : Math.max(1, Math.round(SLICE / pace));
    return Math.min(this.programFor(batchSize).capacity, wish);
  }

  run({ count, batchSize, order }: Steps): StepRecords {
    const program = this.programFor(batchSize);
    const start = performance.now();
    const rows = program.run(count, order ?? new Int32Array());
    this.pace.set(batchSize, (performance.now() - start) / count);
    this.step.count(rows.length / program.termNames.length);
    return { names: program.termNames, rows };
  }

  refresh(): void {
    for (const [batchSize, program] of this.programs) {
      if (program.isCurrent()) continue;
      program.free();
      this.programs.delete(batchSize);
    }
  }

  free(): void {
    for (const program of this.programs.values()) program.free();
    this.programs.clear();
  }

  private programFor(batchSize: number): StepProgram {
    let program = this.programs.get(batchSize);
    if (!program) {
      program = new StepProgram({
        run: (batch) => this.step.takeBlindly(batch),
        data: this.data,
        batchSize: batchSize === this.patterns ? undefined : batchSize,
      });
      this.programs.set(batchSize, program);
    }
    return program;
  }
}
