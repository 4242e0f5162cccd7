/** The two ways to run the compiler beside the main thread, behind one interface. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LanguageCall, LanguageReturn } from './language-calls';
import { SNAPSHOT_FLAGS, snapshotEnvironment } from './snapshot/manifest';

export interface CompilerEvents {
  onReturn: (answer: LanguageReturn) => void;
  /** It has ended and answers no more; at most once. */
  onStop: (reason: string) => void;
}

export interface CompilerLink {
  post(call: LanguageCall): void;
  close(): void;
}

/** A thread that loads the compiler from its files. */
export function startCompilerThread(
  projectRoot: string,
  { onReturn, onStop }: CompilerEvents,
): CompilerLink {
  const worker = new Worker(path.join(__dirname, 'language-thread.js'), {
    workerData: { projectRoot },
    // Reading declarations makes much short-lived data: with room for it, little is collected.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  worker.on('message', onReturn);
  worker.on('error', (error) => onStop(error.message));
  return {
    post: (call) => worker.postMessage(call),
    close: () => void worker.terminate(),
  };
}

/** A process that starts from a snapshot. What it prints is dropped: Node warns of snapshots. */
export function startCompilerProcess(
  snapshot: string,
  { onReturn, onStop }: CompilerEvents,
): CompilerLink {
  const child = spawn(process.execPath, [...SNAPSHOT_FLAGS, '--snapshot-blob', snapshot], {
    env: snapshotEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  let hasStopped = false;
  const stop = (reason: string): void => {
    if (hasStopped) return;
    hasStopped = true;
    onStop(reason);
  };
  child.on('message', onReturn);
  child.on('error', (error) => stop(error.message));
  child.on('exit', (code, signal) => stop(signal ? `ended by ${signal}` : `exit code ${code}`));
  return {
    // What cannot be sent any more is told by `exit`.
    post: (call) => void child.send(call, () => undefined),
    close: () => void child.kill(),
  };
}
