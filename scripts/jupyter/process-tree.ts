/** The processes of a kernel: the one that was started, its group, and what escaped from the group. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** Ids of all processes, where the platform has /proc. */
function allProcesses(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Processes that inherited the kernel's id, though they may have left its group. Linux only. */
function escapedProcesses(kernelId: string): number[] {
  const mark = `${KERNEL_ID_VARIABLE}=${kernelId}`;
  return allProcesses().filter((pid) => {
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

/** Whether this platform tells how much memory processes hold. */
export function tellsMemory(): boolean {
  return existsSync('/proc/self/status');
}

/** Bytes of memory that a process holds now; 0 where it has ended. */
function residentMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Parent and session of a process; the name before them may hold anything. */
function kinOf(pid: number): { parent: number; session: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), session: Number(session) };
  } catch {
    return undefined;
  }
}

/**
 * Bytes of memory that the processes of the session that `pid` leads hold now, and their descendants
 * in other sessions. What processes share counts for each of them.
 */
export function treeMemory(pid: number): number {
  const kin = new Map(allProcesses().map((each) => [each, kinOf(each)]));
  const belongs = (each: number): boolean => {
    const { parent, session } = kin.get(each) ?? { parent: 0, session: 0 };
    return each === pid || session === pid || (parent > 1 && belongs(parent));
  };
  return [...kin.keys()].filter(belongs).reduce((sum, each) => sum + residentMemory(each), 0);
}
