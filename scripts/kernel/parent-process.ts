/** Notices that whoever started the kernel is gone, so that no kernel outlives its client. */

const INTERVAL_MS = 1000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Calls `gone` once when the process that Jupyter names in JPY_PARENT_PID has ended. */
export function watchParent(gone: () => void): void {
  const parent = Number(process.env['JPY_PARENT_PID']);
  if (!Number.isInteger(parent) || parent <= 1) return;
  const isDirect = process.ppid === parent;
  const timer = setInterval(() => {
    // A process that dies hands its children to another; where the kernel was started through a
    // third process, only its existence can be asked for.
    if (isDirect ? process.ppid === parent : isAlive(parent)) return;
    clearInterval(timer);
    gone();
  }, INTERVAL_MS);
  timer.unref();
}
