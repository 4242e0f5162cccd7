import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The user's cache folder for this project. What lies in it can be made again at any time.
 *
 * The same place as set-up's (`scripts/setup/project.mjs`), which lib may not import.
 */
export function userCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'latentlab');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'latentlab');
  if (platform === 'win32')
    return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), 'latentlab');
  return join(home, '.cache', 'latentlab');
}
