/** Named pipes between two processes that this one starts: a descriptor that blocks at each end. */
import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** The ends of a pipe. */
export interface Pipe {
  read: number;
  write: number;
}

function openPipe(file: string): Pipe {
  // Opening one end waits for the other: this one, which is both, stands in for it.
  const both = openSync(file, 'r+');
  try {
    return { read: openSync(file, 'r'), write: openSync(file, 'w') };
  } finally {
    closeSync(both);
  }
}

/** Makes pipes; their names are gone when it returns. */
export async function openPipes(count: number): Promise<Pipe[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latentlab-grade-'));
  try {
    const files = Array.from({ length: count }, (_, i) => path.join(folder, String(i)));
    await promisify(execFile)('mkfifo', ['-m', '600', ...files]);
    return files.map(openPipe);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Closes this process's copies of both ends. */
export function closePipes(pipes: readonly Pipe[]): void {
  for (const { read, write } of pipes) {
    closeSync(read);
    closeSync(write);
  }
}
