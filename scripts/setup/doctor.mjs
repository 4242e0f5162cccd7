import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isBuilt } from './build.mjs';
import { errorLine, findProgram, lastLines, runCommand } from './command.mjs';
import { EXIT } from './failure.mjs';
import { isNativeSettled, nativeState } from './native/ways.mjs';
import { npmProgram } from './npm.mjs';
import { packagesAreInstalled } from './packages.mjs';

const CHROMIUMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** @typedef {import('./project.mjs').Project} Project */
/** @typedef {{ title: string, rows: [string, string][] }} Section */
/** @typedef {{ name: string, reason: string, libtensorflow: string | null }} Backend */

/**
 * Prints what this checkout runs on: versions, how native TensorFlow was come by and what would
 * make it faster. Changes nothing.
 *
 * @param {Project} project
 */
export async function doctor(project) {
  const backend = await backendInUse(project);
  const sections = [
    await programs(project),
    packages(project),
    state(project),
    native(project),
    backendSection(backend),
  ];
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([name]) => name.length)));
  for (const { title, rows } of sections) {
    process.stdout.write(`${title}\n`);
    for (const [name, value] of rows) process.stdout.write(`  ${name.padEnd(width)}  ${value}\n`);
  }
  const advice = adviceFor(project, backend);
  process.stdout.write(`\n${advice.join('\n')}\n`);
  if ('failure' in backend) process.exitCode = EXIT.environment;
}

/**
 * @param {Project} project
 * @returns {Promise<Section>}
 */
async function programs({ env }) {
  /** @param {string[]} names */
  const version = async (names, flag = '--version') => {
    const program = names.map((name) => findProgram(name, env)).find((file) => file !== undefined);
    if (!program) return 'not found';
    const { code, stdout } = await runCommand(program, [flag], { env, timeoutMs: 20_000 });
    const first = stdout.trim().split('\n', 1)[0];
    return code === 0 && first ? `${first} (${program})` : `does not run (${program})`;
  };
  const npm = JSON.parse(readFileSync(path.join(npmProgram(env), '../../package.json'), 'utf8'));
  const [python, jupyter, chromium] = await Promise.all([
    version(['python3', 'python']),
    version(['jupyter']),
    version(CHROMIUMS),
  ]);
  return {
    title: 'Programs',
    rows: [
      ['Node.js', `${process.version} (${process.platform} ${process.arch})`],
      ['npm', npm.version],
      ['Python', python],
      ['Jupyter', jupyter],
      ['Chromium', chromium],
    ],
  };
}

/**
 * @param {Project} project
 * @returns {Section}
 */
function packages({ root }) {
  const load = createRequire(path.join(root, 'package.json'));
  /** @type {(name: string) => [string, string]} */
  const row = (name) => {
    const file = path.join(root, 'node_modules', name, 'package.json');
    return [name, existsSync(file) ? load(file).version : 'not installed'];
  };
  return {
    title: 'Packages',
    rows: [
      ['latentlab', load('./package.json').version],
      ...['typescript', '@tensorflow/tfjs', '@tensorflow/tfjs-node', 'tslab'].map(row),
    ],
  };
}

/**
 * @param {Project} project
 * @returns {Section}
 */
function state(project) {
  const installed = packagesAreInstalled(project);
  return {
    title: 'Set-up',
    rows: [
      ['packages', installed ? 'as in package-lock.json' : 'not as in package-lock.json'],
      [
        'native TensorFlow',
        installed && isNativeSettled(project) ? 'settled' : 'not looked for yet',
      ],
      ['compiled', isBuilt(project) ? 'up to date' : 'out of date'],
    ],
  };
}

/**
 * @param {Project} project
 * @returns {Section}
 */
function native(project) {
  const found = nativeState(project);
  if (!found) return { title: 'Native TensorFlow', rows: [['taken', 'set-up has not run yet']] };
  return {
    title: 'Native TensorFlow',
    rows: [
      ['taken', `${found.way}: ${found.reason}`],
      ...(found.libtensorflow ? [row('libtensorflow', found.libtensorflow)] : []),
      ...(found.folder ? [row('lies in', found.folder)] : []),
      ...found.tried.map(({ way, reason }) => row(`not ${way}`, reason)),
    ],
  };
}

/** @type {(name: string, value: string) => [string, string]} */
const row = (name, value) => [name, value];

/**
 * @param {Backend | { failure: string }} backend
 * @returns {Section}
 */
function backendSection(backend) {
  const title = 'Tensor backend in use';
  if ('failure' in backend) return { title, rows: [['none', backend.failure]] };
  return {
    title,
    rows: [
      [backend.name, backend.reason],
      ...(backend.libtensorflow ? [row('libtensorflow', backend.libtensorflow)] : []),
    ],
  };
}

/**
 * Asks the library itself, in a process of its own.
 *
 * @param {Project} project
 * @returns {Promise<Backend | { failure: string }>}
 */
async function backendInUse({ root, env }) {
  const library = path.join(root, 'dist', 'lib', 'index.js');
  if (!existsSync(library)) return { failure: 'the project is not compiled yet' };
  const script = `
    const { backendInfo, tf } = require(${JSON.stringify(library)});
    tf.ready().then(() => console.log(JSON.stringify(backendInfo())));`;
  const { code, stdout, output } = await runCommand(process.execPath, ['-e', script], {
    cwd: root,
    env,
    timeoutMs: 60_000,
  });
  if (code === 0) return JSON.parse(lastLines(stdout));
  return { failure: errorLine(output) };
}

/**
 * @param {Project} project
 * @param {Backend | { failure: string }} backend
 * @returns {string[]}
 */
function adviceFor(project, backend) {
  const ready = packagesAreInstalled(project) && isNativeSettled(project) && isBuilt(project);
  if ('failure' in backend || !ready) {
    return ['Run `npx latentlab setup`: it puts all of this in order.'];
  }
  if (backend.name === 'native') return ['All is well: tensors are computed by native TensorFlow.'];
  const { LATENTLAB_BACKEND, LATENTLAB_NATIVE } = project.env;
  if (LATENTLAB_BACKEND) {
    return [`It would be faster without LATENTLAB_BACKEND=${LATENTLAB_BACKEND}.`];
  }
  if (LATENTLAB_NATIVE === 'none') return ['It would be faster without LATENTLAB_NATIVE=none.'];
  return [
    'All works, but native TensorFlow would be faster. One of these is enough:',
    "- let this machine reach the host of tfjs-node's own build, or",
    '- install Python with pip, make and a C++ compiler (on Debian: python3-pip and g++).',
    'Then run `npx latentlab setup`.',
  ];
}
