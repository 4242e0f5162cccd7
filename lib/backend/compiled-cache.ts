/** Machine code of compiled steps that libtensorflow keeps in files, for later processes. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { userCacheFolder } from '../cache-folder';

/** Names the folder to keep them in, or says `off`. */
export const COMPILED_VARIABLE = 'LATENTLAB_COMPILED';

/** What all files may take together, in bytes: some five hundred steps. */
const MOST_BYTES = 128 * 2 ** 20;

/** How libtensorflow begins the names of its files; no other file is ever removed. */
const PREFIX = 'xla_compile_cache';
const FOLDER_FLAG = '--tf_xla_persistent_cache_directory=';
const DEVICE_FLAG = '--tf_xla_persistent_cache_device_types=CPU';

/** Where this process keeps them; undefined where it does not. */
let folder: string | undefined;

/**
 * Makes libtensorflow keep what it compiles. It compares the whole program before it takes a kept one;
 * that the machine and libtensorflow are the same, the name of the folder tells. Must be called before
 * libtensorflow is loaded. Where no file can be written, nothing is kept.
 */
export function keepCompiled(): void {
  const given = process.env[COMPILED_VARIABLE] || undefined;
  const flags = (process.env.TF_XLA_FLAGS ?? '').split(/\s+/).filter(Boolean);
  const others = flags.filter((flag) => !flag.startsWith('--tf_xla_persistent_cache'));
  const place = given === 'off' ? undefined : makeFolder(given);
  const chosen = flags.find((flag) => flag.startsWith(FOLDER_FLAG))?.slice(FOLDER_FLAG.length);
  // Flags are inherited: these are the user's own, unless a parent process has set them.
  if (given === undefined && chosen !== undefined && chosen !== place) return;
  if (place === undefined && chosen === undefined) return;
  folder = place;
  const kept = place === undefined ? [] : [`${FOLDER_FLAG}${place}`, DEVICE_FLAG];
  process.env.TF_XLA_FLAGS = [...others, ...kept].join(' ');
}

/** The folder of this machine, or undefined where there cannot be one. */
function makeFolder(given: string | undefined): string | undefined {
  try {
    const root = given ? path.resolve(given) : path.join(userCacheFolder(), 'compiled');
    const place = path.join(root, machine());
    // The flags are parted at blanks, and there is no way to quote them.
    if (/\s/.test(place)) return undefined;
    mkdirSync(place, { recursive: true });
    accessSync(place, constants.W_OK);
    dropOldest(root);
    return place;
  } catch {
    return undefined;
  }
}

/**
 * Removes what is kept for this machine: libtensorflow gives up on a step whose file is damaged.
 *
 * @returns whether there was any
 */
export function forgetCompiled(): boolean {
  if (folder === undefined) return false;
  try {
    const files = keptIn(folder);
    for (const { place } of files) rmSync(place, { force: true });
    return files.length > 0;
  } catch {
    return false;
  }
}

/** Equal only where the same libtensorflow would write the same machine code. */
function machine(): string {
  const manifest = createRequire(__filename).resolve('@tensorflow/tfjs-node/package.json');
  const libraries = path.join(path.dirname(manifest), 'deps', 'lib');
  const facts = [
    filesIn(libraries).map(({ name, size, changed }) => [name, size, changed]),
    process.arch,
    os.cpus()[0]?.model,
    processorFeatures(),
    process.env.XLA_FLAGS,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** Where Linux tells them: virtual machines on the same processor may have different ones. */
function processorFeatures(): string | undefined {
  try {
    return /^(flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}

/** Makes room, the longest kept first. */
function dropOldest(root: string): void {
  const files = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => keptIn(path.join(root, name)))
    .sort((a, b) => b.changed - a.changed);
  let bytes = 0;
  for (const { place, size } of files) {
    bytes += size;
    if (bytes > MOST_BYTES) rmSync(place, { force: true });
  }
}

function keptIn(directory: string) {
  return filesIn(directory).filter(({ name }) => name.startsWith(PREFIX));
}

function filesIn(directory: string) {
  return readdirSync(directory).flatMap((name) => {
    const place = path.join(directory, name);
    // Another process may just have given its file the final name.
    const file = statSync(place, { throwIfNoEntry: false });
    return file ? [{ name, place, size: file.size, changed: file.mtimeMs }] : [];
  });
}
