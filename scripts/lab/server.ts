import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { KERNEL_ID_VARIABLE, killTree, signalGroup } from '../jupyter/process-tree';
import { LabError } from './error';

/** What JupyterLab is started with. */
export interface LabServerOptions {
  /** Its program. */
  program: string;
  arguments: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Ends it when aborted. */
  signal: AbortSignal;
}

/** How long JupyterLab may take to end its kernels and itself. */
const GRACE_MS = 10_000;

const isWindows = process.platform === 'win32';

function terminate(child: ChildProcess, pid: number): void {
  if (isWindows) child.kill();
  else signalGroup(pid, 'SIGTERM');
}

/**
 * Runs JupyterLab until it ends by itself or the signal aborts, with its output on this process's.
 * It is in a process group of its own, so that Ctrl-C does not reach it: it would ask back. When
 * this process exits, whatever it started is killed.
 *
 * @throws LabError where it cannot be started, or ends by itself with a failure
 */
export async function runLabServer(options: LabServerOptions): Promise<void> {
  const { program, signal } = options;
  const id = randomUUID();
  const child = spawn(program, [...options.arguments], {
    env: { ...options.env, [KERNEL_ID_VARIABLE]: id },
    detached: !isWindows,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new LabError(
      `${program} cannot be started: ${(cause as Error).message}.`,
      'Install JupyterLab again.',
      { cause },
    );
  }
  const pid = child.pid ?? 0;
  const killAll = (): void => killTree(pid, id);
  process.on('exit', killAll);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const stop = (): void => {
    terminate(child, pid);
    void sleep(GRACE_MS, undefined, { ref: false }).then(killAll);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const [code, killedBy] = await exited;
  killAll();
  process.off('exit', killAll);
  if (signal.aborted || code === 0) return;
  throw new LabError(
    `JupyterLab ended with ${killedBy ?? `exit code ${code}`}.`,
    'Its own messages above tell why.',
  );
}
