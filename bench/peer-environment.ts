import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * A Python that has the peers: the one that `LATENTLAB_BENCH_PYTHON` names, else that of a virtual
 * environment in `directory`, which is made with pip on the first call.
 *
 * @returns undefined, with a sentence printed, where there is none to be had
 */
export function peerPython(directory: string, requirements: string): string | undefined {
  const named = process.env['LATENTLAB_BENCH_PYTHON'];
  if (named) return named;
  const python = path.join(directory, 'bin/python');
  const stamp = path.join(directory, 'complete');
  if (existsSync(stamp)) return python;
  console.log('Installing PyTorch and Keras for comparison. That takes some minutes, once.');
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', '--clear', directory]],
    [python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]],
    [python, ['-c', `open(${JSON.stringify(stamp)}, 'w').close()`]],
  ];
  for (const [command, args] of steps) {
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    if (status === 0) continue;
    const cause = error ? error.message : `${path.basename(command)} ${args.join(' ')} failed`;
    console.log(`Without PyTorch and Keras, as ${cause}: only our own times.`);
    return undefined;
  }
  return python;
}
