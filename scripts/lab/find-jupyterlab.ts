import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findProjectRoot } from '../kernel/project-root';

/** JupyterLab's program, or the exit code of looking for it, which has said why on stderr. */
export type FoundJupyterLab = { program: string } | { exitCode: number };

/**
 * Looks for JupyterLab on PATH and installs it where there is none, which may take minutes and is
 * shown on stderr.
 */
export async function findJupyterLab(signal: AbortSignal): Promise<FoundJupyterLab> {
  const finder = join(findProjectRoot(), 'scripts', 'setup', 'find-jupyterlab.mjs');
  const child = spawn(process.execPath, [finder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  return exitCode === 0 ? { program: printed.trim() } : { exitCode: exitCode ?? 1 };
}
