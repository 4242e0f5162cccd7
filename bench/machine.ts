import os from 'node:os';
import { tf } from '../lib';

/** The machine that was measured, and how fast it can be. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGiB: number;
  node: string;
  tensorflow: string;
  /** 10^9 floating-point operations a second in the product of two large matrices. */
  peakGflops: number;
  /** 10^9 bytes a second in the sum of two large vectors: read, read, write. */
  bandwidthGBs: number;
}

/** Measures what libtensorflow reaches here; the best of some tries. */
export function measureMachine(): Machine {
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version: string } };
  const n = 1536;
  const a = tf.randomUniform([n, n]);
  const long = tf.randomUniform([2 ** 24]);
  const matMul = bestSeconds(() => tf.matMul(a, a));
  const add = bestSeconds(() => tf.add(long, long));
  tf.dispose([a, long]);
  return {
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    tensorflow: binding?.TF_Version ?? 'none',
    peakGflops: (2 * n ** 3) / matMul / 1e9,
    bandwidthGBs: (3 * 4 * 2 ** 24) / add / 1e9,
  };
}

function bestSeconds(compute: () => tf.Tensor): number {
  let best = Infinity;
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    const result = compute();
    best = Math.min(best, performance.now() - start);
    result.dispose();
  }
  return best / 1000;
}
