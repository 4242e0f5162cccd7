/** Times training side by side: this library compiled and eager, PyTorch, Keras. */
import path from 'node:path';
import { Competitor } from './competitor';

const root = path.join(__dirname, '../..');

export interface WorkloadResult {
  workload: string;
  steps: number;
  /** Milliseconds a step, medians. */
  ours: number;
  eager: number | null;
  pytorch: number | null;
  pytorchFused: number | null;
  keras: number | null;
  /** The better of PyTorch and Keras over ours. */
  ratio: number | null;
  /** What the first repetition took longer than the others, in milliseconds. */
  compile: number;
  gflops: number;
  peakMemory: Record<string, number>;
}

export async function timeTraining(
  names: readonly string[],
  rounds: number,
  python: string | undefined,
): Promise<WorkloadResult[]> {
  const results: WorkloadResult[] = [];
  for (const name of names) {
    results.push(await timeWorkload(name, rounds, python));
    console.log(JSON.stringify(results.at(-1)));
  }
  return results;
}

async function timeWorkload(
  workload: string,
  rounds: number,
  python: string | undefined,
): Promise<WorkloadResult> {
  const script = path.join(__dirname, 'ours.js');
  const peer = (file: string, ...args: string[]) =>
    new Competitor(python!, [path.join(root, 'bench/peers', file), workload, ...args]);
  const competitors: Record<string, Competitor> = {
    ours: new Competitor(process.execPath, [script, workload, 'compiled']),
    eager: new Competitor(process.execPath, [script, workload, 'eager']),
  };
  if (python) {
    competitors['pytorch'] = peer('pytorch.py');
    if (workload === 'lfw') competitors['pytorchFused'] = peer('pytorch.py', 'fused');
    competitors['keras'] = peer('keras_tf.py');
  }
  const times: Record<string, number[]> = {};
  const peakMemory: Record<string, number> = {};
  const started: Record<string, { first: number; steps: number; flops?: number }> = {};
  for (const [name, competitor] of Object.entries(competitors)) {
    started[name] = await competitor.start();
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, competitor] of Object.entries(competitors)) {
      const { ms, peakMemory: peak } = await competitor.repeat();
      (times[name] ??= []).push(ms / started[name]!.steps);
      peakMemory[name] = peak;
    }
  }
  for (const competitor of Object.values(competitors)) competitor.end();
  const of = (name: string) => (times[name] ? median(times[name]) : null);
  const ours = of('ours')!;
  const peers = [of('pytorch'), of('keras')].filter((value) => value !== null);
  const { first, steps, flops = 0 } = started['ours']!;
  return {
    workload,
    steps,
    ours,
    eager: of('eager'),
    pytorch: of('pytorch'),
    pytorchFused: of('pytorchFused'),
    keras: of('keras'),
    ratio: peers.length > 0 ? Math.min(...peers) / ours : null,
    compile: first - ours * steps,
    gflops: flops / ours / 1e6,
    peakMemory,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
