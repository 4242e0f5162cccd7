/** `npm run bench [-- PART... --rounds N]`: out/bench/bench.json and out/bench/bench.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tf } from '../lib';
import { type ColdStart, timeColdStarts } from './kernels';
import { measureMachine, type Machine } from './machine';
import { type NotebookTimes, type RunnerOverhead, timeNotebooks } from './notebooks';
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
  const parts = [...Object.keys(workloads), ...OTHERS];
  const names = positionals.length > 0 ? positionals : parts;
  const rounds = Number(values.rounds);
  if (names.some((name) => !parts.includes(name)) || !Number.isInteger(rounds) || rounds < 1) {
    console.error(`Usage: npm run bench [-- ${parts.join(' ')} --rounds 7]`);
    process.exitCode = 2;
    return;
  }
  await tf.ready();
  const python = peerPython(path.join(out, 'venv'), path.join(root, 'bench/requirements.txt'));
  const record: Bench = { machine: measureMachine(), workloads: [] };
  for (const name of names) {
    console.log(`${name}: ${rounds} rounds ...`);
    if (name === 'kernels') record.coldStarts = await timeColdStarts(rounds, python);
    else if (name === 'notebooks') record.notebooks = timeNotebooks(rounds, python);
    else record.workloads.push(await timeWorkload(name, rounds, python));
    write(record);
  }
  console.log(`\n${markdown(record)}`);
}

/** What is timed besides training. */
const OTHERS = ['kernels', 'notebooks'];

interface Bench {
  machine: Machine;
  workloads: WorkloadResult[];
  coldStarts?: ColdStart[];
  notebooks?: NotebookTimes;
}

function write(record: Bench): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'bench.json'), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(path.join(out, 'bench.md'), markdown(record));
}

function markdown({ machine, workloads: results, coldStarts, notebooks }: Bench): string {
  const { processor, cores, memoryGiB, node, tensorflow, peakGflops, bandwidthGBs } = machine;
  const lines = [
    `${processor}, ${cores} cores, ${memoryGiB} GiB; Node ${node}, TensorFlow ${tensorflow}.`,
    `Peak here: ${peakGflops.toFixed(0)} GFLOP/s, ${bandwidthGBs.toFixed(1)} GB/s.`,
    '',
  ];
  if (results.length > 0) lines.push(...trainingTables(machine, results));
  if (coldStarts) {
    lines.push('Seconds from the start of a kernel to the first tensor that a cell prints:', '');
    lines.push(...table(['kernel', 'seconds'], coldStarts.map(coldStartRow)));
  }
  if (notebooks) lines.push(...notebookLines(notebooks));
  return lines.join('\n');
}

function coldStartRow({ kernel, seconds }: ColdStart): string[] {
  return [kernel, seconds.toFixed(2)];
}

function trainingTables(machine: Machine, results: readonly WorkloadResult[]): string[] {
  const { peakGflops, bandwidthGBs: peakGBs } = machine;
  const share = (value: number, peak: number, unit: string) =>
    `${value.toPrecision(3)} ${unit}, ${Math.round((100 * value) / peak)} %`;
  return [
    'Milliseconds a step, medians of turns that all took in one run; ratio = the better of PyTorch and',
    'Keras over ours.',
    '',
    ...table(
      ['workload', 'ours', 'eager', 'PyTorch', 'fused', 'Keras', 'ratio', 'ratio to fused'],
      results.map((result) => [
        result.workload,
        ...[result.ours, result.eager, result.pytorch, result.pytorchFused, result.keras].map(
          digits,
        ),
        ...[result.ratio, result.ratioFused].map(digits),
      ]),
    ),
    'What compiling costs (the first step ever, one alike, the same in a later process), how near ours',
    'comes to the peaks (of the second, the least that must be moved), and the most memory of a process:',
    '',
    ...table(
      [
        'workload',
        'first (s)',
        'alike (s)',
        'later (s)',
        'products',
        'memory',
        'MiB',
        'PyTorch',
        'Keras',
      ],
      results.map((result) => [
        result.workload,
        (result.compile / 1000).toFixed(2),
        (result.compileLike / 1000).toFixed(2),
        (result.compileKept / 1000).toFixed(2),
        share(result.gflops, peakGflops, 'GFLOP/s'),
        share(result.bandwidthGBs, peakGBs, 'GB/s'),
        ...['ours', 'pytorch', 'keras'].map((name) => String(result.peakMemory[name] ?? '–')),
      ]),
    ),
  ];
}

function notebookLines({ ours, pytorch, overhead }: NotebookTimes): string[] {
  const rows = [['latentlab run t10q1b', ours.toFixed(2)]];
  if (pytorch) rows.push(['PyTorch, ipykernel, nbclient', pytorch.toFixed(2)]);
  const whole = ['A whole notebook, from the command to its end:', ''];
  whole.push(...table(['notebook', 'seconds'], rows));
  if (!overhead) return whole;
  const cost = (name: string, { start, cell, peakMemory }: RunnerOverhead) => [
    name,
    start.toFixed(2),
    cell.toFixed(1),
    String(peakMemory),
  ];
  return [
    ...whole,
    'What running costs besides the cells, both with ipykernel:',
    '',
    ...table(
      ['runner', 'a notebook of one cell (s)', 'a further cell (ms)', 'its own memory (MiB)'],
      [cost('latentlab run', overhead.ours), cost('nbclient', overhead.nbclient)],
    ),
  ];
}

function digits(value: number | null): string {
  return value === null ? '–' : value.toPrecision(3);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}

void main();
