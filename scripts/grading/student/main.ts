/** Entry of the process with the student's cells: `node main.js JOB`, descriptors 3 (in) and 4 (out). */
import { readFileSync } from 'node:fs';
import { Channel, ChannelClosed } from '../remote/frame';
import { gatherOutput } from './cell-outcome';
import { Host } from './host';
import type { StudentJob } from './job';

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as StudentJob;

// What nobody waits for ends no cell, as in a kernel.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);

const channel = new Channel(3, 4);
// Before any code of the student's: whoever starts this process wants to know that it works.
channel.write({ body: { ready: true }, bytes: Buffer.alloc(0) });
gatherOutput();
// A cell that waits for what never comes waits on, as in a kernel: who watches this process ends it.
setInterval(() => undefined, 2 ** 30);
new Host(job, channel).serve().catch((error: unknown) => {
  process.exit(error instanceof ChannelClosed ? 0 : 1);
});
