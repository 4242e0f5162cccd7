import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { DATA_VARIABLE, dataCacheFolder, givenDataFolder } from '../../../lib/data/files/folders';

/** Variables that decide how both processes compute and which data they read. */
export interface GradingEnvironment {
  variables: Record<string, string>;
  /** Folders of data sets that a sandbox must show. */
  folders: string[];
}

/** Whether another user may read a folder: all folders above it must let everybody through. */
export function isOpenToAll(file: string): boolean {
  let current: string;
  try {
    current = realpathSync(file);
  } catch {
    return false;
  }
  const isOpen = (each: string, bits: number): boolean => (statSync(each).mode & bits) === bits;
  if (!isOpen(current, statSync(current).isDirectory() ? 0o005 : 0o004)) return false;
  for (let above = path.dirname(current); ; above = path.dirname(above)) {
    if (!isOpen(above, 0o001)) return false;
    if (path.dirname(above) === above) return true;
  }
}

function isReadable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where the native backend lies, which may be linked from a cache; nothing where there is none. */
function nativeFolder(projectRoot: string): string | undefined {
  const packageFolder = path.join(projectRoot, 'node_modules', '@tensorflow', 'tfjs-node', 'lib');
  try {
    return path.dirname(realpathSync(packageFolder));
  } catch {
    return undefined;
  }
}

/** The backend that both processes compute with: they must agree, also in the last digits. */
function backendOf(
  projectRoot: string,
  asOther: boolean,
): { variables: Record<string, string>; folders: string[] } {
  const { LATENTLAB_BACKEND: asked } = process.env;
  if (asked) return { variables: { LATENTLAB_BACKEND: asked }, folders: [] };
  const native = nativeFolder(projectRoot);
  if (native === undefined || (asOther && !isOpenToAll(native))) {
    return { variables: { LATENTLAB_BACKEND: 'wasm' }, folders: [] };
  }
  return { variables: {}, folders: [native] };
}

/**
 * The variables for both processes. They must see the same data: where a sandbox cannot be shown the
 * published ones, both use the stand-ins.
 *
 * @param asOther the sandbox runs as another user than this process
 */
export function gradingEnvironment(projectRoot: string, asOther: boolean): GradingEnvironment {
  const backend = backendOf(projectRoot, asOther);
  const variables: Record<string, string> = {
    TZ: 'UTC',
    TF_CPP_MIN_LOG_LEVEL: '2',
    UV_USE_IO_URING: '0',
    ...backend.variables,
  };
  const given = givenDataFolder();
  const cache = dataCacheFolder();
  const canSee = (folder: string): boolean =>
    existsSync(folder) && isReadable(folder) && (!asOther || isOpenToAll(folder));
  if (process.env[DATA_VARIABLE] !== 'synthetic') {
    if (given !== undefined && canSee(given)) {
      return {
        variables: { ...variables, [DATA_VARIABLE]: given },
        folders: [...backend.folders, given],
      };
    }
    if (given === undefined && canSee(cache)) {
      const home = path.dirname(path.dirname(cache));
      return {
        variables: { ...variables, XDG_CACHE_HOME: home },
        folders: [...backend.folders, cache],
      };
    }
  }
  return { variables: { ...variables, [DATA_VARIABLE]: 'synthetic' }, folders: backend.folders };
}
