/** Times whole notebooks: our runner beside nbclient. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './training';

/** Seconds of whole runs, the programs' own start included; medians. */
export interface NotebookTimes {
  /** t10q1b on our kernel. */
  ours: number;
  /** The same work in PyTorch, on ipykernel under nbclient; null where there is no Python. */
  pytorch: number | null;
  /** What running takes besides the cells' work, both with ipykernel; null where there is no Python. */
  overhead: { ours: RunnerOverhead; nbclient: RunnerOverhead } | null;
}

export interface RunnerOverhead {
  /** Seconds of a notebook with one cell. */
  start: number;
  /** Milliseconds of each further cell. */
  cell: number;
  /** The most resident memory of the runner's own process, in MiB. */
  peakMemory: number;
}

interface Run {
  seconds: number;
  peakMemory: number;
}

const MANY = 201;
const root = path.join(__dirname, '../..');

/** Runs each in turn, so many times. */
export function timeNotebooks(rounds: number, python: string | undefined): NotebookTimes {
  const folder = mkdtempSync(path.join(tmpdir(), 'latentlab-bench-'));
  try {
    const sparse = path.join(root, 'notebooks/ntu/t10q1b.ipynb');
    const one = trivialNotebook(folder, 1);
    const many = trivialNotebook(folder, MANY);
    const runs = new Map<string, Run[]>();
    const note = (name: string, run: Run) => runs.set(name, [...(runs.get(name) ?? []), run]);
    for (let round = 0; round < rounds; round++) {
      note('ours', runOurs(folder, sparse));
      if (!python) continue;
      note('pytorch', runPeer(python, 'sparse'));
      note('ours one', runOurs(folder, one, python));
      note('peer one', runPeer(python, '1'));
      note('ours many', runOurs(folder, many, python));
      note('peer many', runPeer(python, String(MANY)));
    }
    const seconds = (name: string) => median((runs.get(name) ?? []).map((run) => run.seconds));
    const overhead = (name: string): RunnerOverhead => ({
      start: seconds(`${name} one`),
      cell: (1000 * (seconds(`${name} many`) - seconds(`${name} one`))) / (MANY - 1),
      peakMemory: Math.round(
        median((runs.get(`${name} many`) ?? []).map((run) => run.peakMemory)) / 2 ** 20,
      ),
    });
    return {
      ours: seconds('ours'),
      pytorch: python ? seconds('pytorch') : null,
      overhead: python ? { ours: overhead('ours'), nbclient: overhead('peer') } : null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPeer(python: string, what: string): Run {
  const script = path.join(root, 'bench/peers/notebook.py');
  const start = performance.now();
  const output = execFileSync(python, [script, what], {
    encoding: 'utf8',
    env: environmentOf(python),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { peakMemory } = JSON.parse(output) as Run;
  return { seconds: (performance.now() - start) / 1000, peakMemory };
}

/** With a Python, on its kernel instead of ours. */
function runOurs(folder: string, notebook: string, python?: string): Run {
  const peak = path.join(folder, 'peak');
  const args = [
    ...['--require', path.join(__dirname, 'peak-memory.js')],
    path.join(root, 'dist/scripts/cli.js'),
    ...['run', notebook, '--output', path.join(folder, 'out')],
    ...(python ? ['--kernel', 'python3'] : []),
  ];
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...(python ? environmentOf(python) : process.env),
      LATENTLAB_BENCH_PEAK: peak,
    },
  });
  if (status !== 0) throw new Error(`${notebook} fails: ${stderr}`);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakMemory: Number(readFileSync(peak, 'utf8')) };
}

/** In which the kernel `python3` is that of a virtual environment. */
function environmentOf(python: string): NodeJS.ProcessEnv {
  const bin = path.dirname(python);
  return {
    ...process.env,
    JUPYTER_PATH: path.join(bin, '../share/jupyter'),
    PATH: [bin, process.env['PATH']].join(path.delimiter),
  };
}

function trivialNotebook(folder: string, count: number): string {
  const fileName = path.join(folder, `${count}.ipynb`);
  const cells = Array.from({ length: count }, (_, i) => ({
    cell_type: 'code',
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source: '1 + 1',
  }));
  const kernelspec = { name: 'python3', display_name: 'Python 3' };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
  writeFileSync(fileName, JSON.stringify(notebook));
  return fileName;
}
