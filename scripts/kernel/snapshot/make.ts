/**
 * Makes the snapshot from which kernels start their compiler: `node make.js`. Leaves what was there
 * where it cannot be made.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCompilerProcess } from '../compiler-links';
import type { LanguageReturn } from '../language-calls';
import { findProjectRoot } from '../project-root';
import { type Manifest, SNAPSHOT_FLAGS, manifestFile, snapshotEnvironment } from './manifest';

const TIMEOUT_MS = 120_000;

/** Starts a process from the snapshot and lets it convert a cell. */
function tryOut(snapshot: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => compiler.close(), TIMEOUT_MS);
    const compiler = startCompilerProcess(snapshot, {
      onReturn: (answer: LanguageReturn) => {
        clearTimeout(late);
        compiler.close();
        if ('error' in answer) reject(new Error(answer.error));
        else resolve();
      },
      onStop: (reason) => {
        clearTimeout(late);
        reject(new Error(`The process that started from the snapshot stopped: ${reason}.`));
      },
    });
    compiler.post({ id: 1, method: 'convert', args: ['', "import 'latentlab';"] });
  });
}

async function make(projectRoot: string): Promise<void> {
  const manifest = manifestFile(projectRoot);
  const folder = path.dirname(manifest);
  const snapshot = `language-${process.pid}-${Date.now()}.blob`;
  const blob = path.join(folder, snapshot);
  const part = path.join(folder, `${snapshot}.json`);
  mkdirSync(folder, { recursive: true });
  try {
    const boot = path.join(projectRoot, 'scripts', 'kernel', 'snapshot', 'boot.cjs');
    const loader = path.join(__dirname, 'commonjs.js');
    const build = ['--snapshot-blob', blob, '--build-snapshot', boot, loader, projectRoot, part];
    const { status, signal, stderr } = spawnSync(process.execPath, [...SNAPSHOT_FLAGS, ...build], {
      cwd: projectRoot,
      env: snapshotEnvironment(),
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    });
    if (status !== 0) throw new Error(`Node made no snapshot (${signal ?? status}):\n${stderr}`);
    await tryOut(blob);
    const made = JSON.parse(readFileSync(part, 'utf8')) as Omit<Manifest, 'snapshot'>;
    writeFileSync(part, JSON.stringify({ ...made, snapshot } satisfies Manifest));
    renameSync(part, manifest);
  } catch (error) {
    rmSync(blob, { force: true });
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
  // Older snapshots, and what a run that was ended left.
  const kept = new Set([snapshot, path.basename(manifest)]);
  for (const name of readdirSync(folder)) {
    if (!kept.has(name)) rmSync(path.join(folder, name), { force: true });
  }
}

make(findProjectRoot()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
