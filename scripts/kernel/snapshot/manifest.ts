/** Where the snapshot of the compiler lies, and whether it still is one of what is installed. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A file as it was. */
export interface FileStamp {
  path: string;
  /** Bytes; -1 where there is no such file. */
  size: number;
  modified: number;
}

export interface Manifest {
  /** Name of the snapshot's file, beside the manifest. */
  snapshot: string;
  node: string;
  /** Program files whose code the snapshot holds, and the mark of what is installed. */
  program: FileStamp[];
}

/** Flags of V8 with which a snapshot is made, and so must be started: room for short-lived data. */
export const SNAPSHOT_FLAGS = ['--max-semi-space-size=64'];

/** The environment without options for Node: a snapshot starts with the options it was made with. */
export function snapshotEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['NODE_OPTIONS'];
  return environment;
}

export function manifestFile(projectRoot: string): string {
  return path.join(projectRoot, 'dist', 'snapshot', 'manifest.json');
}

/** npm writes this file whenever it installs something. */
export function installationMark(projectRoot: string): string {
  return path.join(projectRoot, 'node_modules', '.package-lock.json');
}

export function stampOf(fileName: string): FileStamp {
  const stats = statSync(fileName, { throwIfNoEntry: false });
  return { path: fileName, size: stats?.size ?? -1, modified: stats?.mtimeMs ?? -1 };
}

export function isUnchanged(stamp: FileStamp): boolean {
  const { size, modified } = stampOf(stamp.path);
  return size === stamp.size && modified === stamp.modified;
}

/**
 * The snapshot that a kernel of this checkout can start its compiler from; undefined where there is
 * none, it is of other files or for another Node, or the user wants none.
 */
export function usableSnapshot(projectRoot: string): string | undefined {
  if (process.env['LATENTLAB_SNAPSHOT'] === 'off') return undefined;
  const file = manifestFile(projectRoot);
  try {
    const { snapshot, node, program } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    if (node !== process.version || !program.every(isUnchanged)) return undefined;
    return path.join(path.dirname(file), snapshot);
  } catch {
    return undefined;
  }
}
