import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { eventually, isRunning, temporaryFolder } from '../fixtures/kernels';

const ROOT = join(__dirname, '..', '..', '..', '..');
const CLI = join(ROOT, 'dist', 'scripts', 'cli.js');
const skip = process.platform === 'win32' && 'the fake JupyterLab is a script with a hash-bang';

/**
 * A JupyterLab that writes down how it was called, and does what its `--do` argument says: end with
 * an exit code, or stay until it is stopped, with a kernel that has left its process group.
 */
const FAKE = `#!${process.execPath}
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const args = process.argv.slice(2);
if (args[0] === '--version') {
  console.log('4.9.9');
} else {
  const todo = args.find((arg) => arg.startsWith('--do='))?.slice('--do='.length) ?? '0';
  const kernel = todo === 'stay' || todo === 'stubborn'
    ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
    : undefined;
  const { JUPYTER_PATH } = process.env;
  fs.writeFileSync('call.part', JSON.stringify({ args, JUPYTER_PATH, pids: [process.pid, kernel?.pid] }));
  if (todo === 'stubborn') process.on('SIGTERM', () => console.log('not yet'));
  fs.renameSync('call.part', 'call.json');
  if (kernel) setInterval(() => {}, 1000);
  else process.exit(Number(todo));
}
`;

interface Call {
  args: string[];
  JUPYTER_PATH: string;
  pids: number[];
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder to work in, with a program `jupyter-lab` in bin/. */
async function workplace(t: Parameters<typeof temporaryFolder>[0]): Promise<string> {
  const folder = realpathSync(await temporaryFolder(t));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'jupyter-lab'), FAKE, { mode: 0o755 });
  return folder;
}

function start(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = spawn(process.execPath, [CLI, 'lab', ...args], {
    cwd,
    env: {
      ...process.env,
      JUPYTER_PATH: '',
      PATH: `${join(cwd, 'bin')}${delimiter}${process.env['PATH']}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return { child, ended, printed: () => stdout };
}

const callIn = (folder: string): Call =>
  JSON.parse(readFileSync(join(folder, 'call.json'), 'utf8')) as Call;

/** The last arguments are the notebook's; the second one is always the default kernel. */
const OURS = '--MultiKernelManager.default_kernel_name=tslab';

test("JupyterLab shows this checkout's notebooks and finds its kernel", { skip }, async (t) => {
  const folder = await workplace(t);
  const { code, stderr } = await start(folder, []).ended;
  assert.deepEqual([code, stderr], [0, '']);
  const { args, JUPYTER_PATH } = callIn(folder);
  assert.deepEqual(args, [`--ServerApp.root_dir=${join(ROOT, 'notebooks')}`, OURS]);
  assert.equal(JUPYTER_PATH, join(ROOT, '.latentlab', 'lab', 'share', 'jupyter'));
  assert.ok(existsSync(join(JUPYTER_PATH, 'kernels', 'tslab', 'kernel.json')));
});

test('path, port, browser and arguments of its own are passed on', { skip }, async (t) => {
  const folder = await workplace(t);
  await mkdir(join(folder, 'sub'));
  const notebook = join(folder, 'sub', 'a.ipynb');
  await writeFile(notebook, '');
  const inCheckout = join(ROOT, 'notebooks', 'ntu', 't10q1a.ipynb');
  const calls: [string[], string[]][] = [
    [['sub'], [`--ServerApp.root_dir=${join(folder, 'sub')}`, OURS]],
    [['sub/a.ipynb'], [`--ServerApp.root_dir=${join(folder, 'sub')}`, OURS, notebook]],
    [[inCheckout], [`--ServerApp.root_dir=${join(ROOT, 'notebooks')}`, OURS, inCheckout]],
    [
      ['--port', '8123', '--no-browser', '--', '--debug', '--x', 'y'],
      [
        `--ServerApp.root_dir=${join(ROOT, 'notebooks')}`,
        OURS,
        '--ServerApp.port=8123',
        '--no-browser',
        '--debug',
        '--x',
        'y',
      ],
    ],
    [
      ['sub/a.ipynb', '--', '--debug'],
      [`--ServerApp.root_dir=${join(folder, 'sub')}`, OURS, '--debug', notebook],
    ],
  ];
  for (const [given, expected] of calls) {
    assert.equal((await start(folder, given).ended).code, 0);
    assert.deepEqual(callIn(folder).args, expected);
  }
});

test('a wrong call exits with 2 and starts nothing', { skip }, async (t) => {
  const folder = await workplace(t);
  const calls: [string[], RegExp][] = [
    [['absent.ipynb'], /^There is no file or folder absent\.ipynb\. Check the path\.\n$/],
    [['bin', 'bin'], /^JupyterLab opens one notebook or folder, but got 2\. Name one/],
    [['--port', 'any'], /whole number from 1 to 65535/],
    [['--port', '65536'], /whole number from 1 to 65535/],
    [['--allow-root'], /unknown option/],
  ];
  for (const [args, message] of calls) {
    const { code, stderr } = await start(folder, args).ended;
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
  assert.equal(existsSync(join(folder, 'call.json')), false);
});

test('a JupyterLab that fails makes the exit code 3', { skip }, async (t) => {
  const folder = await workplace(t);
  const { code, stderr } = await start(folder, ['--', '--do=1']).ended;
  assert.equal(code, 3);
  assert.match(stderr, /^JupyterLab ended with exit code 1\. Its own messages above tell why\.\n$/);
});

test('without JupyterLab and Python it says what to install, with exit code 3', async (t) => {
  const folder = await temporaryFolder(t);
  const nothing = { PATH: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const { code, stdout, stderr } = await start(folder, [], nothing).ended;
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(
    stderr,
    /^JupyterLab was not found, nor a Python with pip to install it with\. Install Python [^\n]+\n$/,
  );
  assert.equal(existsSync(join(folder, 'cache', 'latentlab', 'jupyterlab.lock')), false);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends JupyterLab and its kernels`, { skip }, async (t) => {
    const folder = await workplace(t);
    const { child, ended } = start(folder, ['--', '--do=stay']);
    await eventually(() => existsSync(join(folder, 'call.json')), 'JupyterLab to start');
    const { pids } = callIn(folder);
    assert.equal(pids.filter(isRunning).length, 2);
    child.kill(signal);
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    assert.equal(stderr, '\nStopping JupyterLab and its kernels.\n');
    assert.deepEqual(pids.filter(isRunning), []);
  });
}

test('a second Ctrl-C does not wait', { skip }, async (t) => {
  const folder = await workplace(t);
  const { child, ended, printed } = start(folder, ['--', '--do=stubborn']);
  await eventually(() => existsSync(join(folder, 'call.json')), 'JupyterLab to start');
  const { pids } = callIn(folder);
  child.kill('SIGINT');
  await eventually(() => printed().includes('not yet'), 'JupyterLab to be asked to stop');
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  await eventually(() => !pids.some(isRunning), 'all processes to end');
});
