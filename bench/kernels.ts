/** Times from starting a kernel to the first tensor that a cell prints. */
import path from 'node:path';
import { KernelClient } from '../scripts/jupyter/client';
import { startKernel } from '../scripts/jupyter/kernel-process';
import { kernelSpec } from '../scripts/kernel/spec';
import { median } from './training';

/** Seconds from the start of a kernel to its first tensor, medians. */
export interface ColdStart {
  kernel: string;
  seconds: number;
}

type Spec = Parameters<typeof startKernel>[0];

const root = path.join(__dirname, '../..');
const VALUES = '[[1, 2], [3, 4]]';

/** Starts each kernel in turn, so many times. */
export async function timeColdStarts(
  rounds: number,
  python: string | undefined,
): Promise<ColdStart[]> {
  const kernels = contestants(python);
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, { spec, code }] of kernels) {
      seconds.set(name, [...(seconds.get(name) ?? []), await firstTensor(spec, code)]);
    }
  }
  return [...seconds].map(([kernel, times]) => ({ kernel, seconds: median(times) }));
}

function contestants(python: string | undefined): Map<string, { spec: Spec; code: string }> {
  const ours = kernelSpec();
  const tslab = path.join(path.dirname(require.resolve('tslab/package.json')), 'bin/tslab');
  const specFor = (argv: string[], language: string): Spec => ({ ...ours, argv, language });
  const kernels = new Map([
    [
      'ours, importing lib',
      { spec: ours, code: `import { tf } from 'latentlab';\ntf.tensor2d(${VALUES})` },
    ],
    [
      'tslab, importing tfjs-node',
      {
        spec: specFor(
          [process.execPath, tslab, 'kernel', '--config-path={connection_file}'],
          'typescript',
        ),
        code: `import * as tf from '@tensorflow/tfjs-node';\ntf.tensor2d(${VALUES}).print();`,
      },
    ],
  ]);
  if (!python) return kernels;
  const ipykernel = specFor(
    [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    'python',
  );
  kernels.set('ipykernel, importing PyTorch', {
    spec: ipykernel,
    code: `import torch\ntorch.tensor(${VALUES})`,
  });
  kernels.set('ipykernel, importing Keras', {
    spec: ipykernel,
    code: `import keras\nkeras.ops.convert_to_tensor(${VALUES})`,
  });
  return kernels;
}

async function firstTensor(spec: Spec, code: string): Promise<number> {
  const start = performance.now();
  const process = await startKernel(spec, { cwd: root });
  const client = new KernelClient(process.connection);
  try {
    await client.waitUntilReady();
    let shown = 0;
    const { content } = await client.execute(code, {
      onMessage: ({ header: { msg_type: type }, content: { name } }) => {
        // Imports may print warnings.
        const shows = type === 'execute_result' || (type === 'stream' && name === 'stdout');
        if (shows) shown ||= performance.now();
      },
    });
    if (content['status'] !== 'ok' || !shown) throw new Error(`${spec.argv.join(' ')} fails.`);
    return (shown - start) / 1000;
  } finally {
    client.close();
    process.kill();
    await process.exited;
  }
}
