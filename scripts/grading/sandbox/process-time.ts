import { readFileSync } from 'node:fs';

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

/** Seconds that a process and those it started have computed; nothing where the platform does not tell. */
export function computedSeconds(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name before may hold anything: utime, stime and those of ended children are fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + (computedSeconds(child) ?? 0), own);
}
