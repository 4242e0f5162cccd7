import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { errorLine, findProgram, lastLines, runCommand } from './command.mjs';
import { requireSpace } from './disk.mjs';
import { EXIT, SetupError } from './failure.mjs';
import { withLock } from './lock.mjs';
import { folderSize } from './native/folder-size.mjs';
import { pythonWithPip } from './native/toolchain.mjs';
import { createProgress } from './progress.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';

const REQUIREMENT = 'jupyterlab>=4,<5';
/** What it takes on disk, with what pip needs while it unpacks. */
const NEEDED_BYTES = 0.5e9;
const MEGABYTES = 240;
const LONGEST_MS = 20 * 60_000;
const STALL_MS = 120_000;

const HOWEVER = 'or install JupyterLab 4 yourself (https://jupyter.org/install)';

/** @typedef {import('./project.mjs').Project} Project */

/**
 * JupyterLab's program: the one on PATH, else one that is installed for all checkouts of this user,
 * with a Python environment of its own, when it is first asked for.
 *
 * @param {Project} project
 * @returns {Promise<string>} The path of `jupyter-lab`.
 */
export async function ensureJupyterLab(project) {
  const onPath = findProgram('jupyter-lab', project.env);
  if (onPath && (await works(onPath, project))) return onPath;
  const folder = path.join(project.cache, 'jupyterlab');
  const own = path.join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'jupyter-lab.exe'] : ['bin', 'jupyter-lab']),
  );
  const ready = async () => readStamp(stampFile(folder)) !== undefined && works(own, project);
  if (await ready()) return own;

  const progress = createProgress(process.stderr);
  /** @param {{ pid: number }} owner */
  const onWait = ({ pid }) =>
    progress.note(`Another process (${pid}) is installing JupyterLab; waiting for it.`);
  const interrupted = () => process.exit(EXIT.interrupted);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await withLock(`${folder}.lock`, { onWait }, async () => {
      if (await ready()) return;
      const python = await pythonWithPip(project.env);
      if (!python) {
        throw new SetupError(
          'JupyterLab was not found, nor a Python with pip to install it with.',
          `Install Python (https://www.python.org), ${HOWEVER}, and start again.`,
        );
      }
      await progress.step('Installing JupyterLab', (detail) =>
        install(project, python, folder, detail),
      );
      if (!(await works(own, project))) {
        throw new SetupError(
          `JupyterLab was installed in ${folder}, but does not run.`,
          `Remove that folder and start again, ${HOWEVER}.`,
        );
      }
    });
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  }
  return own;
}

/**
 * Whether a program is JupyterLab 4 or newer. Older ones keep extensions' files elsewhere.
 *
 * @param {string} program
 * @param {Project} project
 */
async function works(program, { env }) {
  const { code, stdout } = await runCommand(program, ['--version'], { env, timeoutMs: 60_000 });
  return code === 0 && Number.parseInt(lastLines(stdout), 10) >= 4;
}

/**
 * Begins anew where it was interrupted, as half a package cannot be told from a whole one; what was
 * downloaded is in pip's own cache.
 *
 * @param {Project} project
 * @param {string} python
 * @param {string} folder
 * @param {(text: string) => void} detail
 */
async function install(project, python, folder, detail) {
  await requireSpace(folder, NEEDED_BYTES, 'JupyterLab');
  removeStamp(stampFile(folder));
  rmSync(folder, { recursive: true, force: true });
  // pip unpacks its downloads in the folder for temporary files.
  const parts = path.join(folder, 'parts');
  const options = {
    env: { ...project.env, TMPDIR: parts },
    log: path.join(project.state, 'jupyterlab.log'),
    timeoutMs: LONGEST_MS,
    stallMs: STALL_MS,
    growing: () => {
      const size = folderSize(folder);
      detail(`${Math.round(size / 1e6)} of about ${MEGABYTES} MB`);
      return size;
    },
  };
  const scripts = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  /** @type {[string, string[]][]} */
  const commands = [
    [python, ['-m', 'venv', folder]],
    [
      path.join(scripts, 'python'),
      [
        ...['-m', 'pip', 'install', '--progress-bar', 'off', '--disable-pip-version-check'],
        ...['--no-input', '--timeout', '15', '--retries', '2', REQUIREMENT],
      ],
    ],
  ];
  mkdirSync(parts, { recursive: true });
  for (const [command, commandArguments] of commands) {
    const { code, output, ended } = await runCommand(command, commandArguments, options);
    const what = commandArguments.includes('pip') ? 'pip' : 'venv';
    if (code === 0 && !ended) continue;
    throw new SetupError(
      `JupyterLab could not be installed: ${what} ${ended || `failed: ${errorLine(output)}`}.`,
      what === 'pip'
        ? `Look whether the network and Python's package index can be reached, ${HOWEVER}.`
        : `Install Python's venv (on Debian and Ubuntu the package python3-venv), ${HOWEVER}.`,
    );
  }
  rmSync(parts, { recursive: true });
  writeStamp(stampFile(folder), { requirement: REQUIREMENT });
}

/** @param {string} folder */
function stampFile(folder) {
  return path.join(folder, 'latentlab.json');
}
