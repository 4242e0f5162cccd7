/** Times training side by side: this library compiled and eager, PyTorch, Keras. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { COMPILED_VARIABLE } from '../lib/backend/compiled-cache';
import { Competitor, type Repetition } from './competitor';

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
  /** The same of another model of the same kind. */
  compileLike: number;
  /** The same in another process, which finds kept what the first compiled. */
  compileKept: number;
  /** What our matrix products and convolutions reach, in 10^9 operations a second. */
  gflops: number;
  /** What we move at the least, in 10^9 bytes a second: the batch, weights, gradients, moments. */
  bandwidthGBs: number;
  /** The most resident memory of each competitor's process, in MiB. */
  peakMemory: Record<string, number>;
}

/** Times one workload: all competitors take turns. */
export async function timeWorkload(
  workload: string,
  rounds: number,
  python: string | undefined,
): Promise<WorkloadResult> {
  const competitors = new Map<string, Competitor>();
  const repetitions = new Map<string, Repetition[]>();
  const commands = commandsFor(workload, python);
  // Nothing that an earlier run has compiled.
  const compiled = mkdtempSync(path.join(os.tmpdir(), 'latentlab-bench-'));
  const start = ([command, ...args]: [string, ...string[]]) =>
    Competitor.start(command, args, { ...process.env, [COMPILED_VARIABLE]: compiled });
  let kept = 0;
  try {
    // One after the other: what the first repetition takes is reported.
    for (const [name, command] of commands) competitors.set(name, await start(command));
    const again = await start(commands.get('ours') as [string, ...string[]]);
    kept = again.first.first;
    again.end();
    for (let round = 0; round < rounds; round++) {
      for (const [name, competitor] of competitors) {
        const earlier = repetitions.get(name) ?? [];
        repetitions.set(name, [...earlier, await competitor.repeat()]);
      }
    }
  } finally {
    for (const competitor of competitors.values()) competitor.end();
    rmSync(compiled, { recursive: true, force: true });
  }
  const {
    first,
    like = 0,
    steps,
    flops = 0,
    bytes = 0,
  } = (competitors.get('ours') as Competitor).first;
  const of = (name: string): number | null => {
    const times = repetitions.get(name);
    const start = competitors.get(name)?.first;
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
    compileLike: like - ours * steps,
    compileKept: kept - ours * steps,
    gflops: flops / ours / 1e6,
    bandwidthGBs: bytes / ours / 1e6,
    peakMemory: Object.fromEntries(
      [...repetitions].map(([name, times]) => [
        name,
        Math.round(Math.max(...times.map(({ peakMemory }) => peakMemory)) / 2 ** 20),
      ]),
    ),
  };
}

function commandsFor(
  workload: string,
  python: string | undefined,
): Map<string, [string, ...string[]]> {
  const ours = (engine: string): [string, ...string[]] => [
    process.execPath,
    path.join(__dirname, 'ours.js'),
    workload,
    engine,
  ];
  const commands = new Map([
    ['ours', ours('compiled')],
    ['eager', ours('eager')],
  ]);
  if (!python) return commands;
  const peer = (file: string, ...args: string[]): [string, ...string[]] => [
    python,
    path.join(peers, file),
    workload,
    ...args,
  ];
  commands.set('pytorch', peer('pytorch.py'));
  if (workload === 'lfw') commands.set('pytorchFused', peer('pytorch.py', 'fused'));
  commands.set('keras', peer('keras_tf.py'));
  return commands;
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] as number;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}
