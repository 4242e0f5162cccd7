/** `latentlab kernel install | uninstall`: registers the kernel with Jupyter. */
import type { Command } from 'commander';
import { type InstallOptions, installKernel, uninstallKernel } from '../kernel/install';
import { KERNEL_NAME } from '../kernel/spec';

const PREFIX = [
  '--prefix <dir>',
  "environment to use: DIR/share/jupyter/kernels instead of the user's folder",
] as const;

/** Adds `latentlab kernel` to the program. */
export function addKernelCommand(program: Command): void {
  const command = program.command('kernel').summary('register the TypeScript kernel with Jupyter');
  command
    .command('install')
    .description(`Installs the kernelspec "${KERNEL_NAME}", so that Jupyter offers TypeScript.`)
    .option(...PREFIX)
    .option('--force', "overwrite another program's kernel of the same name")
    .action((options: InstallOptions) => {
      process.stdout.write(`Installed the kernel in ${installKernel(options)}\n`);
    });
  command
    .command('uninstall')
    .description('Removes the kernelspec.')
    .option(...PREFIX)
    .option('--force', 'remove it although another program installed it')
    .action((options: InstallOptions) => {
      const folder = uninstallKernel(options);
      process.stdout.write(
        `${folder ? `Removed the kernel from ${folder}` : 'No kernel is installed.'}\n`,
      );
    });
}
