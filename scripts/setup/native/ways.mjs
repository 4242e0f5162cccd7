import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { EXIT, SetupError } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { readStamp, writeStamp } from '../stamp.mjs';
import { addonFile, addonOrigin, addonTarget, linkAddon, tryAddon, unlinkAddon } from './addon.mjs';
import { official } from './official.mjs';
import { wheel } from './wheel.mjs';

/**
 * A way to come by native TensorFlow.
 *
 * @typedef {object} Way
 * @property {'official' | 'wheel'} name
 * @property {string} title
 * @property {(project: Project) => string} version Of libtensorflow, as it can be known beforehand.
 * @property {(project: Project) => Promise<string>} obstacle Why it cannot be tried; found within
 *   seconds; empty where nothing is in the way.
 * @property {(project: Project, staging: string, detail: (text: string) => void) => Promise<void>} make
 *   Leaves `lib` and `deps/lib` in the staging folder, or throws with the reason.
 *
 * What became of it, kept in .latentlab/native.json.
 *
 * @typedef {object} NativeState
 * @property {string} requested The value of LATENTLAB_NATIVE.
 * @property {string} target What the addon was made for.
 * @property {'own' | 'official' | 'wheel' | 'none'} way
 * @property {string} reason Why this way was taken.
 * @property {string} [libtensorflow]
 * @property {string} [folder] Where the addon lies.
 * @property {{ way: string, reason: string }[]} tried Why the ways before it were not.
 *
 * @typedef {import('../project.mjs').Project} Project
 */

/** @type {Way[]} In the order in which they are tried. */
const WAYS = [official, wheel];

/**
 * Reads LATENTLAB_NATIVE.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {'' | 'official' | 'wheel' | 'none'} Empty where the choice is open.
 */
export function requestedWay({ LATENTLAB_NATIVE: value = '' }) {
  if (value === '' || value === 'official' || value === 'wheel' || value === 'none') return value;
  throw new SetupError(
    `LATENTLAB_NATIVE is '${value}', which is no way to native TensorFlow.`,
    'Set it to official, wheel or none, or leave it out.',
    EXIT.usage,
  );
}

/**
 * What set-up found out about native TensorFlow; undefined before it ran.
 *
 * @param {Project} project
 * @returns {NativeState | undefined}
 */
export function nativeState(project) {
  return /** @type {NativeState | undefined} */ (readStamp(stateFile(project)));
}

/**
 * Tells whether native TensorFlow is in place, or is known not to be had on this machine.
 *
 * @param {Project} project
 */
export function isNativeSettled(project) {
  const state = nativeState(project);
  if (!state || state.requested !== requestedWay(project.env)) return false;
  if (state.target !== addonTarget(project)) return false;
  const origin = addonOrigin(project);
  if (state.way !== 'none') return origin !== 'missing';
  return origin === 'missing' || (origin === 'own' && state.requested === 'none');
}

/**
 * Puts native TensorFlow into node_modules by the first way that works, and records which that was
 * and why the others were not.
 *
 * @param {Project} project
 * @param {(text: string) => void} detail
 * @param {Way[]} [ways]
 * @returns {Promise<NativeState>}
 */
export async function settleNative(project, detail, ways = WAYS) {
  const requested = requestedWay(project.env);
  const state = await firstThatWorks(project, detail, requested, ways);
  if (state.way === 'none') unlinkAddon(project);
  if (state.way === 'none' && requested !== 'none' && requested !== '') {
    throw new SetupError(
      `LATENTLAB_NATIVE asks for ${requested}, which does not work: ${state.tried.at(-1)?.reason}.`,
      `Look into ${path.relative(process.cwd(), project.log)}, or leave the variable out.`,
    );
  }
  writeStamp(stateFile(project), state);
  return state;
}

/**
 * @param {Project} project
 * @param {(text: string) => void} detail
 * @param {ReturnType<typeof requestedWay>} requested
 * @param {Way[]} ways
 * @returns {Promise<NativeState>}
 */
async function firstThatWorks(project, detail, requested, ways) {
  /** @type {NativeState['tried']} */
  const tried = [];
  const known = { requested, target: addonTarget(project), tried };
  if (requested === 'none') return { ...known, way: 'none', reason: 'LATENTLAB_NATIVE is none' };

  if (!requested && addonOrigin(project) === 'own') {
    const result = await tryAddon(project);
    if (!('failure' in result)) {
      const reason = 'node_modules holds an addon that works';
      return { ...known, way: 'own', reason, ...result };
    }
    tried.push({ way: 'own', reason: `the addon in node_modules: ${result.failure}` });
  }

  const candidates = ways.filter(({ name }) => !requested || name === requested);
  // What lies in the cache is taken before anything is downloaded, whichever way it came.
  for (const attempt of [fromCache, make]) {
    for (const way of candidates) {
      const result = await attempt(project, way, detail);
      if ('libtensorflow' in result) {
        return { ...known, way: way.name, folder: entryFolder(project, way), ...result };
      }
      if (result.failure) tried.push({ way: way.name, reason: result.failure });
    }
  }
  return { ...known, way: 'none', reason: 'no way to native TensorFlow works on this machine' };
}

/** @typedef {{ libtensorflow: string, reason: string } | { failure: string }} Outcome */

/**
 * @param {Project} project
 * @param {Way} way
 * @returns {Promise<Outcome>} With an empty failure where the cache has nothing.
 */
async function fromCache(project, way) {
  const entry = entryFolder(project, way);
  if (!existsSync(entry)) return { failure: '' };
  const result = await linkAndTry(project, entry);
  if (!('failure' in result)) return { ...result, reason: `${way.title}, from the cache` };
  rmSync(entry, { recursive: true, force: true });
  return { failure: `what was in the cache does not work: ${result.failure}` };
}

/**
 * @param {Project} project
 * @param {Way} way
 * @param {(text: string) => void} detail
 * @returns {Promise<Outcome>}
 */
async function make(project, way, detail) {
  const obstacle = await way.obstacle(project);
  if (obstacle) return { failure: obstacle };
  const entry = entryFolder(project, way);
  try {
    const lock = path.join(path.dirname(entry), 'lock');
    /** @param {{ pid: number }} owner */
    const onWait = ({ pid }) => detail(`waiting for another checkout's set-up (process ${pid})`);
    await withLock(lock, { onWait }, () => makeEntry(project, way, entry, detail));
  } catch (error) {
    return { failure: /** @type {Error} */ (error).message };
  }
  const result = await linkAndTry(project, entry);
  if (!('failure' in result)) return { ...result, reason: way.title };
  rmSync(entry, { recursive: true, force: true });
  return { failure: `what was made does not work: ${result.failure}` };
}

/**
 * Makes an entry of the cache in a folder beside it, which becomes the entry at the very end.
 *
 * @param {Project} project
 * @param {Way} way
 * @param {string} entry
 * @param {(text: string) => void} detail
 */
async function makeEntry(project, way, entry, detail) {
  if (existsSync(entry)) return;
  const parent = path.dirname(entry);
  for (const name of readdirSync(parent).filter((name) => name.endsWith('.part'))) {
    // Whoever made it was interrupted: we hold the lock.
    rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const staging = `${entry}.${process.pid}.part`;
  mkdirSync(staging);
  try {
    await way.make(project, staging, detail);
    if (!existsSync(addonFile(project, staging))) throw new Error('it ended without an addon');
    const finished = `${staging}.done.part`;
    mkdirSync(path.join(finished, 'deps'), { recursive: true });
    renameSync(path.join(staging, 'lib'), path.join(finished, 'lib'));
    renameSync(path.join(staging, 'deps', 'lib'), path.join(finished, 'deps', 'lib'));
    renameSync(finished, entry);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * @param {Project} project
 * @param {string} entry
 */
async function linkAndTry(project, entry) {
  try {
    linkAddon(project, entry);
  } catch (error) {
    return { failure: `it cannot be linked: ${/** @type {Error} */ (error).message}` };
  }
  return tryAddon(project);
}

/**
 * @param {Project} project
 * @param {Way} way
 */
function entryFolder(project, way) {
  const name = `${addonTarget(project)}_${way.name}-${way.version(project)}`;
  return path.join(cacheRoot(project), 'native', name);
}

/**
 * The user's cache folder, or one in the checkout where the user's cannot be written.
 *
 * @param {Project} project
 */
function cacheRoot({ cache, state }) {
  try {
    mkdirSync(path.join(cache, 'native'), { recursive: true });
    accessSync(path.join(cache, 'native'), constants.W_OK);
    return cache;
  } catch {
    return path.join(state, 'cache');
  }
}

/** @param {Project} project */
function stateFile({ state }) {
  return path.join(state, 'native.json');
}
