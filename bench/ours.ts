/**
 * Times one workload in a process of its own: `node ours.js WORKLOAD ENGINE`. For every line on
 * standard input it repeats the work once and prints a line of JSON.
 */
import { createInterface } from 'node:readline';
import type { EngineName } from '../lib';
import { workloads } from './workloads';

async function main(): Promise<void> {
  const [name = '', engine = 'compiled'] = process.argv.slice(2);
  const make = workloads[name];
  if (!make) throw new Error(`There is no workload ${name}.`);
  const { repeat, steps, flops, bytes } = make();
  const time = async (work = repeat) => {
    const start = performance.now();
    await work(engine as EngineName);
    return performance.now() - start;
  };
  const first = await time();
  const like = await time(make().repeat);
  const tell = (record: object) => process.stdout.write(`${JSON.stringify(record)}\n`);
  tell({ first, like, steps, flops, bytes });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'end') break;
    tell({ ms: await time(), peakMemory: process.resourceUsage().maxRSS * 1024 });
  }
}

void main();
