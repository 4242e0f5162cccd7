import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { errorLine, runCommand } from '../command.mjs';
import { requireSpace } from '../disk.mjs';
import { glibcVersion, tfjsNodeFolder } from './addon.mjs';
import { folderSize } from './folder-size.mjs';
import { findToolchain } from './toolchain.mjs';

/** The wheel, its two libraries unpacked, and the addon. */
const WHEEL_BYTES = 1.5e9;
const LONGEST_MS = 30 * 60_000;
const STALL_MS = 60_000;
const OLDEST_GLIBC = 27;

/**
 * The wheels that hold libtensorflow, by system: the package, its version and pip's names for the
 * system. Which Python a wheel is for does not matter, as the two libraries do not use Python.
 *
 * @type {Record<string, { requirement: string, platforms: string[], megabytes: number }>}
 */
const WHEELS = {
  'linux-x64': {
    requirement: 'tensorflow-cpu==2.21.0',
    platforms: ['manylinux_2_27_x86_64'],
    megabytes: 274,
  },
  'linux-arm64': {
    requirement: 'tensorflow==2.21.0',
    platforms: ['manylinux_2_27_aarch64'],
    megabytes: 280,
  },
  'darwin-arm64': {
    requirement: 'tensorflow==2.21.0',
    platforms: ['macosx_12_0_arm64'],
    megabytes: 230,
  },
};

/** The names of the two libraries, and the names by which tfjs-node links them. */
const LIBRARIES =
  process.platform === 'darwin'
    ? { 'libtensorflow_cc.2.dylib': 'libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib': '' }
    : {
        'libtensorflow_cc.so.2': 'libtensorflow.so',
        'libtensorflow_framework.so.2': 'libtensorflow_framework.so',
      };

/** The headers that the C interface needs, out of many thousand. */
const HEADERS = ['tensorflow/c', 'tensorflow/core/platform', 'tsl', 'xla/tsl'];

const UNPACK = `
import sys, zipfile
wheel, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(wanted)):
            archive.extract(name, target)
`;

/**
 * tfjs-node's addon compiled here against the libraries in Python's tensorflow package.
 *
 * @type {import('./ways.mjs').Way}
 */
export const wheel = {
  name: 'wheel',
  title: "the addon compiled against the libraries of Python's tensorflow package",

  version: () => (wheelHere()?.requirement ?? 'none').replace('==', '-'),

  async obstacle({ env }) {
    if (!wheelHere()) return `there is no such package for ${process.platform} on ${process.arch}`;
    if (process.platform === 'linux') {
      const [major = 0, minor = 0] = glibcVersion().split('.').map(Number);
      if (major < 2 || minor < OLDEST_GLIBC) {
        return `its libraries need glibc 2.${OLDEST_GLIBC}; this system has ${glibcVersion() || 'another C library'}`;
      }
    }
    const toolchain = await findToolchain(env);
    return 'missing' in toolchain ? toolchain.missing : '';
  },

  async make(project, staging, detail) {
    await requireSpace(staging, WHEEL_BYTES, 'Native TensorFlow');
    const toolchain = await findToolchain(project.env);
    if ('missing' in toolchain) throw new Error(toolchain.missing);
    const file = await download(project, toolchain, path.join(staging, 'download'), detail);
    detail('unpacking');
    await unpack(project, toolchain, file, staging);
    detail('compiling');
    await compile(project, toolchain, staging);
  },
};

function wheelHere() {
  return WHEELS[`${process.platform}-${process.arch}`];
}

/** @typedef {import('../project.mjs').Project} Project */
/** @typedef {import('./toolchain.mjs').Toolchain} Toolchain */

/**
 * @param {Project} project
 * @param {Toolchain} toolchain
 * @param {string} folder
 * @param {(text: string) => void} detail
 * @returns {Promise<string>} The wheel's path.
 */
async function download(project, { python }, folder, detail) {
  const { requirement = '', platforms = [], megabytes = 0 } = wheelHere() ?? {};
  const parts = path.join(folder, 'parts');
  mkdirSync(parts, { recursive: true });
  await run(
    project,
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder],
      ...['--implementation', 'cp', '--python-version', '3.12', '--abi', 'cp312'],
      ...platforms.flatMap((platform) => ['--platform', platform]),
      ...['--no-cache-dir', '--progress-bar', 'off', '--disable-pip-version-check'],
      ...['--no-input', '--timeout', '15', '--retries', '1', requirement],
    ],
    {
      // pip collects its downloads in the folder for temporary files.
      env: { ...project.env, TMPDIR: parts },
      stallMs: STALL_MS,
      growing: () => {
        const size = folderSize(folder);
        detail(`downloading, ${Math.round(size / 1e6)} of ${megabytes} MB`);
        return size;
      },
    },
  );
  const name = readdirSync(folder).find((entry) => entry.endsWith('.whl'));
  if (!name) throw new Error('pip downloaded no wheel');
  return path.join(folder, name);
}

/**
 * @param {Project} project
 * @param {Toolchain} toolchain
 * @param {string} file
 * @param {string} staging
 */
async function unpack(project, { python }, file, staging) {
  const unpacked = path.join(path.dirname(file), 'unpacked');
  const wanted = [
    ...Object.keys(LIBRARIES).map((name) => `tensorflow/${name}`),
    ...HEADERS.map((name) => `tensorflow/include/${name}/`),
  ];
  await run(project, python, ['-c', UNPACK, file, unpacked, ...wanted]);
  const libraries = path.join(staging, 'deps', 'lib');
  mkdirSync(libraries, { recursive: true });
  for (const [name, alias] of Object.entries(LIBRARIES)) {
    renameSync(path.join(unpacked, 'tensorflow', name), path.join(libraries, name));
    if (alias) symlinkSync(name, path.join(libraries, alias));
  }
  renameSync(path.join(unpacked, 'tensorflow', 'include'), path.join(staging, 'deps', 'include'));
  rmSync(path.dirname(file), { recursive: true });
}

/**
 * @param {Project} project
 * @param {Toolchain} toolchain
 * @param {string} staging
 */
async function compile(project, { python, compiler, nodeGyp, headers }, staging) {
  for (const name of ['package.json', 'binding.gyp', 'binding']) {
    cpSync(path.join(tfjsNodeFolder(project), name), path.join(staging, name), { recursive: true });
  }
  const nodePreGyp = path.join(project.root, 'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp');
  const nodedir = headers ? [`--nodedir=${headers}`] : [];
  await run(project, process.execPath, [nodePreGyp, 'install', '--build-from-source', ...nodedir], {
    cwd: staging,
    env: {
      ...project.env,
      CXX: compiler,
      npm_config_node_gyp: nodeGyp,
      npm_config_python: python,
      npm_config_jobs: 'max',
      // The libraries name each other by @rpath there.
      ...(process.platform === 'darwin' && { LDFLAGS: '-Wl,-rpath,@loader_path/../../deps/lib' }),
    },
  });
}

/**
 * @param {Project} project
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {import('../command.mjs').CommandOptions} [options]
 */
async function run(project, command, commandArguments, options) {
  const { code, output, ended } = await runCommand(command, commandArguments, {
    env: project.env,
    log: project.log,
    timeoutMs: LONGEST_MS,
    ...options,
  });
  const what = commandArguments.includes('pip') ? 'pip' : path.basename(command);
  if (ended) throw new Error(`${what} ${ended}`);
  if (code !== 0) throw new Error(`${what} failed: ${errorLine(output)}`);
}
