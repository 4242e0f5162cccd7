/** What processes have computed, and whether they want to. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc/PID/stat in a second: the same on all Linux systems. */
const TICKS = 100;

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The fields of a stat file behind the name, which may hold anything; nothing where there is no such process. */
function statFields(file: string): string[] | undefined {
  try {
    const stat = readFileSync(file, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Seconds that a process and those it started have computed; nothing where the platform does not tell. */
export function computedSeconds(pid: number): number | undefined {
  const fields = statFields(`/proc/${pid}/stat`);
  if (!fields) return undefined;
  // utime, stime and those of ended children.
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + (computedSeconds(child) ?? 0), own);
}

/** Whether a thread of a process, or of one that it started, runs, waits for a processor or a disk. */
export function isBusy(pid: number): boolean {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return false;
  }
  const isActive = (thread: string): boolean => {
    const [state = ''] = statFields(`/proc/${pid}/task/${thread}/stat`) ?? [];
    return state === 'R' || state === 'D';
  };
  return threads.some(isActive) || childrenOf(pid).some(isBusy);
}
