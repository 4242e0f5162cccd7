/**
 * Shows another user single folders out of those that it may not even pass through, as root's home
 * is: in a mount namespace of the sandbox's own, where they appear in another place as well.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isOpenToAll } from './permissions';

const NAMESPACE = ['unshare', '--mount', '--propagation', 'private', '--'];

/** Called with a place, files, `--` and a command: shows each file in the place by its number. */
const SCRIPT = `
set -e
place=$1; shift
mount -t tmpfs -o mode=755,size=1m latentlab "$place"
number=0
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir "$place/$number"; else : > "$place/$number"; fi
  mount --bind "$1" "$place/$number"
  number=$((number + 1)); shift
done
shift
exec "$@"`;

/** Folders of every system, one of which is covered for the command alone. */
const PLACES = ['/mnt', '/media', '/srv', '/opt', '/tmp'];

let isPossible: boolean | undefined;

/** Whether this user may make such a namespace. */
export function canMount(): boolean {
  isPossible ??=
    process.getuid?.() === 0 &&
    PLACES.some(isOpenToAll) &&
    spawnSync('sh', ['-c', 'command -v mount']).status === 0 &&
    spawnSync(NAMESPACE[0] ?? '', [...NAMESPACE.slice(1), 'true']).status === 0;
  return isPossible;
}

/**
 * Shows files to a command's user.
 *
 * @param needed what the command needs besides, where it lies
 * @returns what stands before the command, and where each of the files then is
 */
export function withMounts(
  files: readonly string[],
  needed: readonly string[],
): { prefix: string[]; places: Map<string, string> } {
  if (files.length === 0) return { prefix: [], places: new Map() };
  const isFree = (place: string): boolean =>
    isOpenToAll(place) &&
    [...files, ...needed].every((file) => file !== place && !file.startsWith(`${place}/`));
  const place = PLACES.find(isFree);
  if (place === undefined) return { prefix: [], places: new Map() };
  return {
    prefix: [...NAMESPACE, 'sh', '-c', SCRIPT, 'sh', place, ...files, '--'],
    places: new Map(files.map((file, i) => [file, path.join(place, String(i))])),
  };
}
