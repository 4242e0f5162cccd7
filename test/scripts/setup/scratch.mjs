import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectAt } from '../../../scripts/setup/project.mjs';

/**
 * A folder that is gone after the test.
 *
 * @param {import('node:test').TestContext} t
 */
export function scratchFolder(t) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latentlab-setup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A checkout with the given files, and a cache of its own.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files
 * @param {NodeJS.ProcessEnv} [env]
 */
export function scratchProject(t, files, env = {}) {
  const folder = scratchFolder(t);
  const root = path.join(folder, 'checkout');
  mkdirSync(root);
  writeFiles(root, files);
  const XDG_CACHE_HOME = path.join(folder, 'cache');
  return projectAt(root, { ...process.env, LATENTLAB_NATIVE: '', XDG_CACHE_HOME, ...env });
}

/**
 * @param {string} root
 * @param {Record<string, string>} files Content by path.
 */
export function writeFiles(root, files) {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o755 });
  }
}
