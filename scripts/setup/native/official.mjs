import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { errorLine, runCommand } from '../command.mjs';
import { requireSpace } from '../disk.mjs';
import { nodeGypProgram } from '../npm.mjs';
import { whyUnreachable } from '../probe.mjs';
import { tfjsNodeFolder } from './addon.mjs';
import { folderSize } from './folder-size.mjs';
import { headersPrefix } from './toolchain.mjs';

/** libtensorflow packed and unpacked, with the addon. */
const OFFICIAL_BYTES = 1e9;
const LONGEST_MS = 15 * 60_000;
const STALL_MS = 45_000;

/** @typedef {import('./ways.mjs').Way} Way */

/**
 * tfjs-node's own install script, which downloads libtensorflow and an addon built for it.
 *
 * @type {Way}
 */
export const official = {
  name: 'official',
  title: "tfjs-node's own build",

  version: (project) => `libtensorflow-${constants(project).LIBTENSORFLOW_VERSION}`,

  async obstacle(project) {
    const url = libraryUrl(project);
    if (!url) return `there is none for ${process.platform} on ${process.arch}`;
    return whyUnreachable(url, { env: project.env });
  },

  async make(project, staging, detail) {
    await requireSpace(staging, OFFICIAL_BYTES, 'Native TensorFlow');
    const packageFolder = tfjsNodeFolder(project);
    for (const name of ['package.json', 'binding.gyp', 'binding', 'scripts']) {
      cpSync(path.join(packageFolder, name), path.join(staging, name), { recursive: true });
    }
    const modules = path.join(project.root, 'node_modules');
    const before = folderSize(staging);
    const { code, output, ended } = await runCommand(process.execPath, ['scripts/install.js'], {
      cwd: staging,
      env: {
        ...project.env,
        // The script finds its packages and node-pre-gyp here, although it runs elsewhere.
        NODE_PATH: [path.join(packageFolder, 'node_modules'), modules].join(path.delimiter),
        PATH: [path.join(modules, '.bin'), project.env.PATH ?? ''].join(path.delimiter),
        // Where there is no addon for this Node.js, it compiles one.
        npm_config_node_gyp: nodeGypProgram(project.env) ?? '',
        npm_config_nodedir: headersPrefix(project.env) ?? '',
      },
      log: project.log,
      timeoutMs: LONGEST_MS,
      stallMs: STALL_MS,
      growing: () => {
        const size = folderSize(staging) - before;
        detail(`${Math.round(size / 1e6)} MB`);
        return size;
      },
    });
    if (ended) throw new Error(`its install script ${ended}`);
    if (code !== 0) throw new Error(`its install script failed: ${errorLine(output)}`);
  },
};

/**
 * @param {import('../project.mjs').Project} project
 * @returns {{ LIBTENSORFLOW_VERSION: string }}
 */
function constants(project) {
  const scripts = path.join(tfjsNodeFolder(project), 'scripts');
  return createRequire(path.join(scripts, 'install.js'))('./deps-constants.js');
}

/**
 * Where the install script downloads libtensorflow from on this machine.
 *
 * @param {import('../project.mjs').Project} project
 */
function libraryUrl(project) {
  const { env } = project;
  const storage = env.TFJS_NODE_CDN_STORAGE || env.CDN_STORAGE || 'https://storage.googleapis.com/';
  const version = constants(project).LIBTENSORFLOW_VERSION;
  const release = env.TFJS_NODE_BASE_URI || `${storage}tensorflow/libtensorflow/libtensorflow-`;
  /** @type {Record<string, string>} */
  const urls = {
    'linux-x64': `${release}cpu-linux-x86_64-${version}.tar.gz`,
    'darwin-x64': `${release}cpu-darwin-x86_64-${version}.tar.gz`,
    'win32-x64': `${release}cpu-windows-x86_64-${version}.zip`,
    'linux-arm64': `${storage}tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz`,
    'darwin-arm64': `${storage}tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`,
  };
  return urls[`${process.platform}-${process.arch}`];
}
