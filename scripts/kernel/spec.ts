/** The kernelspec: how Jupyter starts this kernel. */
import path from 'node:path';
import { findProjectRoot } from './project-root';

/** Content of a kernel.json. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'message' | 'signal';
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

/** Name under which the kernel is registered: tslab's, so that any tslab notebook opens. */
export const KERNEL_NAME = 'tslab';

/** The spec of the kernel in this checkout, for the Node that runs now. */
export function kernelSpec(): KernelSpec {
  return {
    argv: [
      process.execPath,
      // Code that is terminated leaves Node's record of asynchronous contexts unbalanced, which
      // Node would otherwise take for a reason to abort.
      '--no-force-async-hooks-checks',
      path.join(findProjectRoot(), 'dist', 'scripts', 'kernel', 'main.js'),
      '{connection_file}',
    ],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
    env: {},
    metadata: { latentlab: true, debugger: false },
  };
}
