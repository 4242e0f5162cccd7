/** Runs an examination, and watches its limits. */
import { createInterface } from 'node:readline';
import type { Exam, Report } from '../examiner/exam';
import { computedSeconds, isBusy } from '../sandbox/process-time';
import { wallSeconds, type Limits } from '../sandbox/limits';
import { complaintsOf, startPair, type Pair, type ProcessOptions } from '../sandbox/processes';
import { GradingError } from '../error';
import type { StudentJob } from '../student/job';

/** How an examination ended before its end. */
export interface Interruption {
  step: number;
  why: 'ended' | 'timeout';
  /** For readers. */
  message: string;
}

/** The assignment's own code took too long beside this submission. */
export class OwnTimeout extends GradingError {}

/** What came of an examination. */
export interface Examination {
  reports: Report[];
  interruption?: Interruption;
  /** Of computing. */
  seconds: number;
}

export interface ExaminationOptions extends ProcessOptions {
  /** Seconds of computing that a step may take, where it says so itself. */
  stepSeconds: ReadonlyMap<number, number>;
  signal?: AbortSignal | undefined;
}

const LOOK_EVERY_MS = 200;
/** Who computes for a smaller share of the time between two looks waits. */
const WAITING_SHARE = 0.25;

/** Watches the time that both processes take for each step. */
class Watch {
  #step = 0;
  #computed: number[] = [];
  #computedBefore = 0;
  #computedLast = 0;
  #lookedAt = performance.now();
  /** Seconds of this step in which nobody computed, nor wanted to. */
  #waited = 0;
  #startedAt = performance.now();
  readonly #begin = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pair: Pair,
    private readonly limits: Limits,
    private readonly stepSeconds: ReadonlyMap<number, number>,
  ) {}

  get step(): number {
    return this.#step;
  }

  begin(step: number): void {
    this.#step = step;
    this.#computedBefore = this.computed();
    this.#startedAt = performance.now();
    this.#waited = 0;
  }

  /** Seconds that both have computed: of one that has ended, when it was last looked at. */
  computed(): number {
    const { student, examiner } = this.pair;
    this.#computed = [student, examiner].map(({ pid }, i) =>
      Math.max(this.#computed[i] ?? 0, (pid && computedSeconds(pid)) || 0),
    );
    return this.#computed.reduce((sum, each) => sum + each, 0);
  }

  start(onOver: (message: string) => void): void {
    this.#timer = setInterval(() => {
      const message = this.#look();
      if (message !== undefined) onOver(message);
    }, LOOK_EVERY_MS);
  }

  /** Why it is to be stopped. */
  #look(): string | undefined {
    const { cellSeconds, totalSeconds, waitSeconds } = this.limits;
    const allowed = this.stepSeconds.get(this.#step) ?? cellSeconds;
    const computed = this.computed();
    const now = performance.now();
    const since = (now - this.#lookedAt) / 1000;
    const isWaiting =
      computed - this.#computedLast < WAITING_SHARE * since &&
      ![this.pair.student, this.pair.examiner].some(({ pid }) => pid && isBusy(pid));
    if (isWaiting) this.#waited += since;
    this.#computedLast = computed;
    this.#lookedAt = now;
    const passed = (now - this.#startedAt) / 1000;
    if (computed - this.#computedBefore > allowed || passed > wallSeconds(allowed, this.limits)) {
      return `It was stopped after ${allowed} seconds: a loop without end?`;
    }
    if (this.#waited > waitSeconds) {
      return `It was stopped after ${waitSeconds} seconds of waiting: a promise that is never settled?`;
    }
    const all = (now - this.#begin) / 1000;
    if (computed > totalSeconds || all > wallSeconds(totalSeconds, this.limits)) {
      return `The whole notebook was stopped after ${Math.round(totalSeconds)} seconds.`;
    }
    return undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/**
 * Runs an examination up to its end, or up to the step in which the student's process ends or takes
 * too long.
 *
 * @throws GradingError where the assignment's own code fails, or the tests' process does
 */
export async function runExamination(
  exam: Exam,
  job: StudentJob,
  options: ExaminationOptions,
): Promise<Examination> {
  const pair = await startPair(exam, job, options);
  const watch = new Watch(pair, options.limits, options.stepSeconds);
  const reports: Report[] = [];
  const complaints = complaintsOf(pair.examiner);
  const studentComplaints = complaintsOf(pair.student);
  let interruption: Interruption | undefined;
  let isComplete = false;
  const stop = (): void => void pair.end();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const closed = new Promise<void>((resolve) => pair.examiner.once('close', () => resolve()));
    const failed = new Promise<never>((_, reject) => {
      for (const child of [pair.student, pair.examiner]) child.once('error', reject);
    });
    watch.start((message) => {
      interruption ??= { step: watch.step, why: 'timeout', message };
      stop();
    });
    const lines = createInterface({ input: pair.reports });
    lines.on('line', (line) => {
      const report: unknown = JSON.parse(line);
      if (!isReport(report) || interruption) return;
      reports.push(report);
      if (report.type === 'begun') watch.begin(report.step);
      if (report.type === 'done') isComplete = true;
      if (report.type === 'ended') {
        interruption = { step: report.step, why: 'ended', message: endedMessage(report.reason) };
      }
    });
    await Promise.race([closed, failed]);
    options.signal?.throwIfAborted();
    const broken = reports.find((report) => report.type === 'broken');
    if (broken) {
      const { id = '' } = exam.steps[broken.step] ?? {};
      throw new GradingError(
        `The assignment's own cell '${id}' fails: ${broken.message}.`,
        'Run the assignment with its solutions, and mend it.',
      );
    }
    if (!reports.some(({ type }) => type === 'ready')) {
      const said = `${studentComplaints()}${complaints()}`.trim();
      throw new GradingError(
        `The examination does not start: ${said || 'its process says nothing'}.`,
        'latentlab grade --doctor tells what this machine can do.',
      );
    }
    if (!isComplete && !interruption) {
      // Its event loop ran dry, or it could not bear what it was given.
      const message =
        pair.examiner.exitCode === 0
          ? 'The test waited for something that never came.'
          : 'The test could not go on with what the notebook gave back.';
      interruption = { step: watch.step, why: 'ended', message };
    }
    if (interruption && exam.steps[interruption.step]?.kind === 'own') {
      throw new OwnTimeout(
        `The assignment's own cell '${exam.steps[interruption.step]?.id}' did not come to its end.`,
        'Grade it again, alone.',
      );
    }
    return { reports, ...(interruption && { interruption }), seconds: watch.computed() };
  } finally {
    watch.stop();
    options.signal?.removeEventListener('abort', stop);
    await pair.end();
  }
}

function endedMessage(reason: string): string {
  return reason.startsWith("The student's process sent")
    ? 'The notebook wrote to where only the grader may.'
    : 'The process ended: did the code call process.exit, or use too much memory?';
}
