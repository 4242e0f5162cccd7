/** `npm run bench [-- WORKLOAD... --rounds N]`: out/bench/bench.json and out/bench/bench.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tf } from '../lib';
import { measureMachine, type Machine } from './machine';
import { peerPython } from './peer-environment';
import { timeWorkload, type WorkloadResult } from './training';
import { workloads } from './workloads';

const root = path.join(__dirname, '../..');
const out = path.join(root, 'out/bench');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '7' } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(workloads);
  const unknown = names.filter((name) => !(name in workloads));
  const rounds = Number(values.rounds);
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.error(`Usage: npm run bench [-- ${Object.keys(workloads).join(' ')} --rounds 7]`);
    process.exitCode = 2;
    return;
  }
  await tf.ready();
  const machine = measureMachine();
  const python = peerPython(path.join(out, 'venv'), path.join(root, 'bench/requirements.txt'));
  const results: WorkloadResult[] = [];
  for (const name of names) {
    console.log(`${name}: ${rounds} rounds ...`);
    results.push(await timeWorkload(name, rounds, python));
    write(machine, results);
  }
  console.log(`\n${markdown(machine, results)}`);
}

function write(machine: Machine, results: readonly WorkloadResult[]): void {
  mkdirSync(out, { recursive: true });
  const record = { machine, workloads: results };
  writeFileSync(path.join(out, 'bench.json'), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(path.join(out, 'bench.md'), markdown(machine, results));
}

function markdown(machine: Machine, results: readonly WorkloadResult[]): string {
  const { processor, cores, memoryGiB, node, tensorflow, peakGflops, bandwidthGBs } = machine;
  const times = (value: number | null) => (value === null ? '–' : value.toPrecision(3));
  const header = [
    'workload',
    'ours',
    'eager',
    'PyTorch',
    'PyTorch, fused',
    'Keras',
    'ratio',
    'ratio to fused',
    'compile (s)',
    'GFLOP/s',
    'of peak',
    'peak MiB (ours, PyTorch, Keras)',
  ];
  const rows = results.map((result) => [
    result.workload,
    times(result.ours),
    times(result.eager),
    times(result.pytorch),
    times(result.pytorchFused),
    times(result.keras),
    times(result.ratio),
    times(result.ratioFused),
    (result.compile / 1000).toFixed(2),
    result.gflops.toPrecision(3),
    `${Math.round((100 * result.gflops) / peakGflops)} %`,
    ['ours', 'pytorch', 'keras'].map((name) => result.peakMemory[name] ?? '–').join(', '),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${processor}, ${cores} cores, ${memoryGiB} GiB; Node ${node}, TensorFlow ${tensorflow}.`,
    `Peak here: ${peakGflops.toFixed(0)} GFLOP/s, ${bandwidthGBs.toFixed(1)} GB/s.`,
    '',
    'Milliseconds a step, medians of turns that all took in one run; ratio = the better of PyTorch and',
    'Keras over ours.',
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}

void main();
