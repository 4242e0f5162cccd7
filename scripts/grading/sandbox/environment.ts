import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { COMPILED_VARIABLE } from '../../../lib/backend/compiled-cache';
import {
  DATA_VARIABLE,
  dataCacheFolder,
  givenDataFolder,
  OFFLINE_VARIABLE,
} from '../../../lib/data/files/folders';
import { isOpenInside, isOpenToAll } from './permissions';
import { canMount } from './private-mounts';

/** Variables that decide how both processes compute and which data they read. */
export interface GradingEnvironment {
  variables: Record<string, string>;
  /** Folders of data sets that a sandbox must show. */
  folders: string[];
}

/** No folder can be made below it, not even by root. */
const NO_CACHE = '/dev/null';

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
  canSee: (folder: string) => boolean,
): { variables: Record<string, string>; folders: string[] } {
  const { LATENTLAB_BACKEND: asked } = process.env;
  const native = asked && asked !== 'native' ? undefined : nativeFolder(projectRoot);
  if (native !== undefined && canSee(native)) {
    return { variables: asked ? { LATENTLAB_BACKEND: asked } : {}, folders: [native] };
  }
  return { variables: { LATENTLAB_BACKEND: asked || 'wasm' }, folders: [] };
}

/**
 * The variables for both processes. They must see the same data: where a sandbox cannot be shown the
 * published ones, both use the stand-ins, and neither downloads any.
 *
 * @param asOther the sandbox runs as another user than this process
 */
export function gradingEnvironment(projectRoot: string, asOther: boolean): GradingEnvironment {
  const canSee = (folder: string): boolean => {
    if (!existsSync(folder) || !isReadable(folder)) return false;
    return !asOther || (isOpenInside(folder) && (isOpenToAll(folder) || canMount()));
  };
  const backend = backendOf(projectRoot, canSee);
  const given = givenDataFolder();
  const cache = dataCacheFolder();
  const isForced = process.env[DATA_VARIABLE] === 'synthetic';
  const seen = isForced ? [] : [given, cache].filter((each) => each !== undefined).filter(canSee);
  return {
    variables: {
      TZ: 'UTC',
      TF_CPP_MIN_LOG_LEVEL: '2',
      UV_USE_IO_URING: '0',
      // Machine code that one submission leaves must never run for another.
      [COMPILED_VARIABLE]: 'off',
      ...backend.variables,
      [OFFLINE_VARIABLE]: '1',
      [DATA_VARIABLE]:
        seen.length === 0 ? 'synthetic' : given !== undefined && seen.includes(given) ? given : '',
      // The folders that the cache's own lies in.
      XDG_CACHE_HOME: seen.includes(cache) ? path.dirname(path.dirname(cache)) : NO_CACHE,
    },
    folders: [...backend.folders, ...seen],
  };
}
