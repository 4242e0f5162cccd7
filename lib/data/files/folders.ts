import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { userCacheFolder } from '../../cache-folder';

/** Says where data sets lie: a folder, or the word `synthetic` for none at all. */
export const DATA_VARIABLE = 'LATENTLAB_DATA';

/** Where it has a value, nothing is downloaded: what is not here is drawn. */
export const OFFLINE_VARIABLE = 'LATENTLAB_OFFLINE';

/** The value of {@link DATA_VARIABLE} that forbids real data. */
const SYNTHETIC = 'synthetic';

/** A folder of data sets that are already there; it is only read. Undefined where none is named. */
export function givenDataFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = env[DATA_VARIABLE];
  return value && value !== SYNTHETIC ? resolve(value) : undefined;
}

/** Whether the environment forbids real data. */
export function isSyntheticForced(env: NodeJS.ProcessEnv = process.env): boolean {
  return env[DATA_VARIABLE] === SYNTHETIC;
}

/** Where downloaded data sets are kept: in the user's cache folder for this project. */
export function dataCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  return join(userCacheFolder(env, platform, home), 'data');
}
