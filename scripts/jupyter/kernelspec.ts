import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { KernelError } from './error';

/** How a kernel is started: Jupyter's `kernel.json`. */
export interface KernelSpec {
  /** Program and arguments; `{connection_file}` and `{resource_dir}` are filled in. */
  argv: string[];
  display_name: string;
  language: string;
  /** @default 'signal' */
  interrupt_mode?: 'signal' | 'message';
  /** Added to the environment; `${NAME}` takes the value of the surrounding environment. */
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

/** A kernel's specification with the folder it was found in. */
export interface FoundKernelSpec {
  name: string;
  resourceDir: string;
  spec: KernelSpec;
}

/** What decides where kernels are looked for. */
export interface KernelSearchOptions {
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
  /** @default process.platform */
  platform?: NodeJS.Platform;
  /** @default os.homedir() */
  home?: string;
}

/** The user's own folder of Jupyter's data. */
export function userDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR'];
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData'), 'jupyter');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'jupyter');
}

/** Prefixes of the Python environments at hand: the active one, then that of `jupyter` on the PATH. */
function environmentPrefixes(env: NodeJS.ProcessEnv): string[] {
  const active = env['VIRTUAL_ENV'] ?? env['CONDA_PREFIX'];
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir.endsWith('bin'));
  return [...(active ? [active] : []), ...onPath.map((dir) => dirname(dir))];
}

/**
 * Jupyter's data folders, the one that counts most first: JUPYTER_PATH, the user's, the Python
 * environments', the system's.
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
export function jupyterDataDirs(options: KernelSearchOptions = {}): string[] {
  const { env = process.env, platform = process.platform, home = homedir() } = options;
  const named = (env['JUPYTER_PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
  const system =
    platform === 'win32'
      ? [join(env['PROGRAMDATA'] ?? 'C:\\ProgramData', 'jupyter')]
      : ['/usr/local/share/jupyter', '/usr/share/jupyter'];
  const environments = environmentPrefixes(env).map((prefix) => join(prefix, 'share', 'jupyter'));
  return [...new Set([...named, userDataDir(env, platform, home), ...environments, ...system])];
}

/** Names of the kernels that are installed, sorted. */
export async function listKernels(options: KernelSearchOptions = {}): Promise<string[]> {
  const names = new Set<string>();
  for (const dir of jupyterDataDirs(options)) {
    for (const name of await readdir(join(dir, 'kernels')).catch(() => [])) names.add(name);
  }
  return [...names].sort();
}

function isKernelSpec(value: unknown): value is KernelSpec {
  const argv = (value as { argv?: unknown } | null)?.argv;
  return Array.isArray(argv) && argv.length > 0 && argv.every((part) => typeof part === 'string');
}

/**
 * The installed kernel called `name`; as with Jupyter, names are compared without regard to case.
 *
 * @throws KernelError where there is none, or its kernel.json cannot be used
 */
export async function findKernel(
  name: string,
  options: KernelSearchOptions = {},
): Promise<FoundKernelSpec> {
  for (const dir of jupyterDataDirs(options)) {
    const folders = await readdir(join(dir, 'kernels')).catch(() => []);
    const folder = folders.find((entry) => entry.toLowerCase() === name.toLowerCase());
    if (folder === undefined) continue;
    const resourceDir = join(dir, 'kernels', folder);
    const file = join(resourceDir, 'kernel.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    let spec: unknown;
    try {
      spec = JSON.parse(text);
    } catch (cause) {
      throw new KernelError(`${file} is not valid JSON.`, 'Install the kernel again.', { cause });
    }
    if (!isKernelSpec(spec)) {
      throw new KernelError(`${file} names no program in 'argv'.`, 'Install the kernel again.');
    }
    return { name: folder, resourceDir, spec };
  }
  const installed = await listKernels(options);
  throw new KernelError(
    `There is no kernel called '${name}'.`,
    installed.length > 0
      ? `Install it, or choose one of: ${installed.join(', ')}.`
      : 'Install it; no other kernel is installed either.',
  );
}
