import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

/** Root of this project, seen from the compiled file. */
export const PROJECT_ROOT = resolve(__dirname, '..', '..', '..');

/** How set-up got native TensorFlow: the part of .latentlab/native.json that is read here. */
interface NativeState {
  way?: unknown;
  libtensorflow?: unknown;
}

async function backend(root: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(root, '.latentlab', 'native.json'), 'utf8');
    const { way, libtensorflow } = JSON.parse(text) as NativeState;
    if (way === 'none') return 'WebAssembly';
    return typeof libtensorflow === 'string' ? `TensorFlow ${libtensorflow}` : 'TensorFlow';
  } catch {
    return undefined; // Set-up has not settled it.
  }
}

/** Facts about the machine that a reader of a report wants beside its seconds. */
export async function environmentFacts(root = PROJECT_ROOT): Promise<Record<string, string>> {
  const tensors = await backend(root);
  const model = cpus()[0]?.model.trim();
  const gibibytes = (totalmem() / 2 ** 30).toFixed(1);
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: `${availableParallelism()} × ${model || process.arch}`,
    memory: `${gibibytes} GiB`,
    ...(tensors !== undefined && { backend: tensors }),
  };
}
