/** Puts the kernelspec where Jupyter finds it, and takes it away again. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { JupyterError } from '../jupyter/error';
import { userDataDir } from '../jupyter/kernelspec';
import { findProjectRoot } from './project-root';
import { KERNEL_NAME, kernelSpec } from './spec';

/** The kernelspec cannot be written or removed as asked. */
export class InstallError extends JupyterError {}

export interface InstallOptions {
  /** Folder of an environment: the spec goes to PREFIX/share/jupyter/kernels. @default the user's */
  prefix?: string | undefined;
  /** Overwrites or removes a spec of the same name that another program installed. */
  force?: boolean | undefined;
}

/** Folder of the kernelspec for these options. */
export function kernelSpecDir({ prefix }: InstallOptions = {}): string {
  const data = prefix === undefined ? userDataDir() : path.resolve(prefix, 'share', 'jupyter');
  return path.join(data, 'kernels', KERNEL_NAME);
}

/** Jupyter's name for the picture of a kernel. */
const LOGO = 'logo-svg.svg';

/** Whose spec lies in `folder`. */
function owner(folder: string): 'none' | 'ours' | 'foreign' {
  if (!existsSync(folder)) return 'none';
  try {
    const spec: unknown = JSON.parse(readFileSync(path.join(folder, 'kernel.json'), 'utf8'));
    const metadata = (spec as { metadata?: { latentlab?: unknown } } | null)?.metadata;
    return metadata?.latentlab === true ? 'ours' : 'foreign';
  } catch {
    return 'foreign';
  }
}

function refuseForeign(folder: string, force: boolean, verb: string): void {
  if (owner(folder) !== 'foreign' || force) return;
  throw new InstallError(
    `Another program's kernel named ${KERNEL_NAME} is installed in ${folder}.`,
    `Use --force to ${verb} it, or --prefix to choose another place.`,
  );
}

/**
 * Writes the kernelspec, with its logo.
 *
 * @returns its folder
 * @throws InstallError where another program's kernel of that name is installed and `force` is not
 *   set, or the folder cannot be written
 */
export function installKernel(options: InstallOptions = {}): string {
  const folder = kernelSpecDir(options);
  refuseForeign(folder, options.force ?? false, 'overwrite');
  try {
    if (owner(folder) === 'foreign') rmSync(folder, { recursive: true });
    mkdirSync(folder, { recursive: true });
    const logo = path.join(findProjectRoot(), 'scripts', 'kernel', 'resources', LOGO);
    copyFileSync(logo, path.join(folder, LOGO));
    const spec = JSON.stringify(kernelSpec(), null, 2);
    writeFileAtomic.sync(path.join(folder, 'kernel.json'), `${spec}\n`);
  } catch (cause) {
    throw new InstallError(
      `The kernel cannot be written to ${folder} (${(cause as Error).message}).`,
      'Choose a folder that you may write to with --prefix.',
      { cause },
    );
  }
  return folder;
}

/**
 * Removes the kernelspec.
 *
 * @returns its folder, or undefined where there was none
 * @throws InstallError as {@link installKernel}
 */
export function uninstallKernel(options: InstallOptions = {}): string | undefined {
  const folder = kernelSpecDir(options);
  if (owner(folder) === 'none') return undefined;
  refuseForeign(folder, options.force ?? false, 'remove');
  try {
    rmSync(folder, { recursive: true });
  } catch (cause) {
    throw new InstallError(
      `${folder} cannot be removed (${(cause as Error).message}).`,
      'Remove it by hand.',
      { cause },
    );
  }
  return folder;
}
