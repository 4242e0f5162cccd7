/** Times training side by side: this library compiled and eager, PyTorch, Keras. */
import path from 'node:path';
import { Competitor, type Repetition, type Start } from './competitor';

const peers = path.join(__dirname, '../../bench/peers');

/** Milliseconds a step, medians of the rounds; null where a competitor is missing. */
export interface WorkloadResult {
  workload: string;
  /** Steps in a repetition. */
  steps: number;
  ours: number;
  eager: number;
  pytorch: number | null;
  /** PyTorch with its fused optimizer, where there is one. */
  pytorchFused: number | null;
  keras: number | null;
  /** The better of PyTorch (not fused) and Keras over ours. */
  ratio: number | null;
  /** PyTorch with its fused optimizer over ours. */
  ratioFused: number | null;
  /** What our first repetition took longer than the others, in milliseconds: tracing and compiling. */
  compile: number;
  /** What our matrix products and convolutions reach, in 10^9 operations a second. */
  gflops: number;
  /** The most resident memory of each competitor's process, in MiB. */
  peakMemory: Record<string, number>;
}

/** Times one workload: all competitors take turns. */
export async function timeWorkload(
  workload: string,
  rounds: number,
  python: string | undefined,
): Promise<WorkloadResult> {
  const competitors = startAll(workload, python);
  const starts = new Map<string, Start>();
  const repetitions = new Map<string, Repetition[]>();
  try {
    for (const [name, competitor] of competitors) starts.set(name, await competitor.start());
    for (let round = 0; round < rounds; round++) {
      for (const [name, competitor] of competitors) {
        const earlier = repetitions.get(name) ?? [];
        repetitions.set(name, [...earlier, await competitor.repeat()]);
      }
    }
  } finally {
    for (const competitor of competitors.values()) competitor.end();
  }
  const { first, steps, flops = 0 } = starts.get('ours') as Start;
  const of = (name: string): number | null => {
    const times = repetitions.get(name);
    const start = starts.get(name);
    return times && start ? median(times.map(({ ms }) => ms)) / start.steps : null;
  };
  const ours = of('ours') as number;
  const others = [of('pytorch'), of('keras')].filter((value) => value !== null);
  const fused = of('pytorchFused');
  return {
    workload,
    steps,
    ours,
    eager: of('eager') as number,
    pytorch: of('pytorch'),
    pytorchFused: fused,
    keras: of('keras'),
    ratio: others.length > 0 ? Math.min(...others) / ours : null,
    ratioFused: fused === null ? null : fused / ours,
    compile: first - ours * steps,
    gflops: flops / ours / 1e6,
    peakMemory: Object.fromEntries(
      [...repetitions].map(([name, times]) => [
        name,
        Math.round(Math.max(...times.map(({ peakMemory }) => peakMemory)) / 2 ** 20),
      ]),
    ),
  };
}

function startAll(workload: string, python: string | undefined): Map<string, Competitor> {
  const ours = (engine: string) =>
    new Competitor(process.execPath, [path.join(__dirname, 'ours.js'), workload, engine]);
  const competitors = new Map([
    ['ours', ours('compiled')],
    ['eager', ours('eager')],
  ]);
  if (!python) return competitors;
  const peer = (file: string, ...args: string[]) =>
    new Competitor(python, [path.join(peers, file), workload, ...args]);
  competitors.set('pytorch', peer('pytorch.py'));
  if (workload === 'lfw') competitors.set('pytorchFused', peer('pytorch.py', 'fused'));
  competitors.set('keras', peer('keras_tf.py'));
  return competitors;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] as number;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}
