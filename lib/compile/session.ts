/** Graphs that libtensorflow has loaded: how they get in, run, and out again. */
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nativeBackend, type NativeTensor, type TensorId } from './binding';

const SHARED_MEMORY = '/dev/shm';

/** A loaded graph. */
export class GraphSession {
  private model: number | undefined;

  /** Loads a SavedModel, which must lie in a folder for that moment. */
  constructor(bytes: Uint8Array) {
    const folder = makeFolder();
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), bytes);
      this.model = nativeBackend().binding.loadSavedModel(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs the graph. The tensors that come back belong to the caller. */
  run(inputs: readonly TensorId[], inputNames: string, outputNames: string): NativeTensor[] {
    if (this.model === undefined) throw new Error('This graph has been freed.');
    return nativeBackend().binding.runSavedModel(this.model, inputs, inputNames, outputNames);
  }

  /** Gives its memory back. */
  free(): void {
    if (this.model !== undefined) nativeBackend().binding.deleteSavedModel(this.model);
    this.model = undefined;
  }
}

const PREFIX = 'latentlab-graph-';
let place: string | undefined;

/** A new folder: in memory rather than on a disk, where the machine has such a place. */
function makeFolder(): string {
  place ??= findPlace();
  return mkdtempSync(path.join(place, `${PREFIX}${process.pid}-`));
}

function findPlace(): string {
  const found = [SHARED_MEMORY, os.tmpdir()].find(isWritable) ?? os.tmpdir();
  sweep(found);
  return found;
}

/** Removes what processes left that were killed while a graph was being loaded. */
function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(PREFIX)) continue;
    const owner = Number.parseInt(name.slice(PREFIX.length), 10);
    if (isAlive(owner)) continue;
    rmSync(path.join(directory, name), { recursive: true, force: true });
  }
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
