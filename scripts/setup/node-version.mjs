import { SetupError } from './failure.mjs';

/** The oldest Node.js on which everything here runs: it can `require` modules of the new kind. */
export const OLDEST_NODE = '20.19.0';

/**
 * Throws where Node.js is too old.
 *
 * @param {string} version As in `process.versions.node`.
 */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // 21 and the first releases of 22 are newer by number, but lack what 20.19 brought back.
  const enough = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
  if (!enough) {
    throw new SetupError(
      `Node.js ${version} is too old for this project.`,
      `Install Node.js ${OLDEST_NODE} or newer (22.12 or newer, if 22) from https://nodejs.org.`,
    );
  }
}
