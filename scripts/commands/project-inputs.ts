/** What of this checkout decides what notebooks print. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DATA_VARIABLE, dataCacheFolder, givenDataFolder } from '../../lib/data/files/folders';
import { hashFiles } from '../runner/content-hash';
import type { ResolvedKernel } from '../runner/kernel-session';
import type { ReadNotebook } from '../runner/prepare';
import { runKey } from '../runner/run-key';
import { PROJECT_ROOT } from './environment';

async function hashFile(file: string): Promise<string> {
  const content = await readFile(file).catch(() => '');
  return createHash('sha256').update(content).digest('hex');
}

/** Names of the data files that a notebook may find: without them it runs on synthetic ones. */
async function dataFiles(): Promise<string> {
  const list = async (folder: string): Promise<string[]> =>
    (await readdir(folder, { recursive: true }).catch(() => [])).sort();
  const given = givenDataFolder();
  const names = [given === undefined ? [] : await list(given), await list(dataCacheFolder())];
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}

/** Its parts, each as a hash of its content or as a version. */
export async function projectInputs(root = PROJECT_ROOT): Promise<Record<string, string>> {
  const [lib, kernel, lockfile, data, native, files] = await Promise.all([
    hashFiles(join(root, 'dist', 'lib'), ['**/*.js', '**/*.d.ts', '**/*.json']),
    hashFiles(join(root, 'dist', 'scripts', 'kernel'), ['**/*.js']),
    hashFile(join(root, 'package-lock.json')),
    hashFile(join(root, 'data', 'registry.json')),
    hashFile(join(root, '.latentlab', 'native.json')),
    dataFiles(),
  ]);
  return {
    lib,
    kernel,
    lockfile,
    data,
    dataFiles: `${process.env[DATA_VARIABLE] ?? ''} ${files}`,
    native,
    backend: process.env['LATENTLAB_BACKEND'] ?? '',
    dataFolder: process.env['LATENTLAB_DATA'] ?? '',
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Gives each notebook its key; the project is looked at once. */
export function runKeys(): (prepared: ReadNotebook, kernel: ResolvedKernel) => Promise<string> {
  const project = projectInputs();
  project.catch(() => undefined); // Whoever asks for a key gets the error.
  // Notebooks of a tutorial lie in one folder.
  const folders = new Map<string, Promise<string>>();
  const besides = (folder: string): Promise<string> => {
    const hash = folders.get(folder) ?? hashFiles(folder, ['*', '!*.ipynb']);
    folders.set(folder, hash);
    return hash;
  };
  return async ({ file, notebook, parameters }, { name, spec }) =>
    runKey({
      notebook,
      parameters,
      kernel: { name, spec },
      project: await project,
      besides: await besides(dirname(file.file)),
    });
}
