import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, isBuilt } from './build.mjs';
import { EXIT, SetupError } from './failure.mjs';
import { isSnapshotSettled, makeSnapshot } from './language-snapshot.mjs';
import { withLock } from './lock.mjs';
import { isNativeSettled, nativeState, requestedWay, settleNative } from './native/ways.mjs';
import { requireNode } from './node-version.mjs';
import { installPackages, packagesAreInstalled } from './packages.mjs';
import { createProgress } from './progress.mjs';

/**
 * @typedef {import('./project.mjs').Project} Project
 *
 * @typedef {object} Step
 * @property {string} label
 * @property {(project: Project) => boolean} done
 * @property {(project: Project, detail: (text: string) => void) => Promise<unknown>} run
 */

/** @type {Step[]} Each leaves its stamp last, so that an interrupted one runs again. */
const STEPS = [
  { label: 'Installing the packages', done: packagesAreInstalled, run: installPackages },
  { label: 'Looking for native TensorFlow', done: isNativeSettled, run: settleNative },
  { label: 'Compiling the project', done: isBuilt, run: build },
  { label: 'Preparing the compiler of cells', done: isSnapshotSettled, run: makeSnapshot },
];

/**
 * Makes the checkout ready to run: packages, the tensor backend, compiled sources. Costs little
 * when all of that is done, and waits where another process is at it. What it does is shown on
 * stderr; when there is nothing to do it says nothing.
 *
 * @param {Project} project
 * @param {{ again?: boolean }} [options] With `again`, native TensorFlow is looked for once more
 *   where it was not to be had before.
 */
export async function ensureSetup(project, { again = false } = {}) {
  requireNode(process.versions.node);
  requestedWay(project.env);
  /** @param {Step} step */
  const pending = (step) =>
    !step.done(project) ||
    (again && step.run === settleNative && nativeState(project)?.way === 'none');
  if (!STEPS.some(pending)) return;

  const progress = createProgress(process.stderr);
  const interrupted = () => process.exit(EXIT.interrupted);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  /** @param {{ pid: number }} owner */
  const onWait = ({ pid }) =>
    progress.note(`Another set-up is at work here (process ${pid}); waiting for it.`);
  try {
    await withLock(path.join(project.state, 'setup.lock'), { onWait }, async () => {
      const steps = STEPS.filter(pending);
      mkdirSync(project.state, { recursive: true });
      if (steps.length > 0) writeFileSync(project.log, '');
      for (const step of steps) {
        await progress.step(step.label, (detail) => step.run(project, detail));
        if (step.run === settleNative) progress.note(describeNative(project));
      }
    });
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  }
}

/** @param {Project} project */
function describeNative(project) {
  const state = nativeState(project);
  if (!state || state.way === 'none') {
    return 'Tensors will be computed by WebAssembly, which is slower. `npx latentlab doctor` tells why.';
  }
  return `Native TensorFlow ${state.libtensorflow}: ${state.reason}.`;
}

/**
 * Runs a command-line entry point: what it throws becomes a message and an exit code.
 *
 * @param {() => Promise<void>} main
 */
export async function runEntryPoint(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
