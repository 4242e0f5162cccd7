/** The processes of a kernel: the one that was started, its group, and what escaped from the group. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Environment variable that all processes of one kernel inherit. */
export const KERNEL_ID_VARIABLE = 'LATENTLAB_KERNEL_ID';

/** Sends a signal to a process group; false where there is no such group any more. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Processes that inherited the kernel's id, though they may have left its group. Linux only. */
function escapedProcesses(kernelId: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  const mark = `${KERNEL_ID_VARIABLE}=${kernelId}`;
  return entries.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
    } catch {
      return false; // Ended meanwhile, or another user's.
    }
  });
}

/**
 * Kills the group that `pid` leads, and whatever else carries the kernel's id. Synchronous, so that
 * it can run while this process exits.
 */
export function killTree(pid: number, kernelId: string): void {
  signalGroup(pid, 'SIGKILL');
  for (const escaped of escapedProcesses(kernelId)) {
    try {
      process.kill(escaped, 'SIGKILL');
    } catch {
      // Ended meanwhile.
    }
  }
}

/** The most memory that a process held at once, in bytes; nothing where the platform does not tell. */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
