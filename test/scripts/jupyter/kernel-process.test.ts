import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { KernelClient } from '../../../scripts/jupyter/client';
import { createConnectionFile } from '../../../scripts/jupyter/connection';
import {
  killAllKernels,
  startKernel,
  type KernelProcess,
} from '../../../scripts/jupyter/kernel-process';
import type { KernelSpec } from '../../../scripts/jupyter/kernelspec';
import type { Message } from '../../../scripts/jupyter/message';
import {
  childrenOf,
  connectionFolders,
  eventually,
  fakeSpec,
  isRunning,
  temporaryFolder,
} from '../fixtures/kernels';

const hasProc = process.platform === 'linux';

// A temporary folder of its own, so that whatever is left in it was left here.
const folder = mkdtempSync(join(tmpdir(), 'latentlab-test-'));
process.env['TMPDIR'] = folder;
after(() => {
  assert.deepEqual(connectionFolders(), []);
  if (hasProc) assert.deepEqual(childrenOf(process.pid), []);
  rmSync(folder, { recursive: true, force: true });
});

/** A process that runs this program text and prints what it is asked to. */
function nodeSpec(program: string, options: Partial<KernelSpec> = {}): KernelSpec {
  return fakeSpec({
    argv: [process.execPath, '-e', program, '{connection_file}', '{resource_dir}'],
    ...options,
  });
}

async function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function run(kernel: KernelProcess, ...lines: string[]): Promise<string> {
  const client = new KernelClient(kernel.connection);
  try {
    await client.waitUntilReady();
    let text = '';
    const onMessage = (message: Message) => {
      if (message.header.msg_type === 'stream') text += String(message.content['text']);
    };
    await client.execute(lines.join('\n'), { onMessage });
    return text;
  } finally {
    client.close();
  }
}

test('the connection file is private, whole, and gone afterwards; its ports are free', async () => {
  const file = await createConnectionFile();
  assert.equal(statSync(file.path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(file.path)).mode & 0o777, 0o700);
  assert.deepEqual(JSON.parse(readFileSync(file.path, 'utf8')) as unknown, file.connection);
  const { shell_port, iopub_port, stdin_port, control_port, hb_port, ip } = file.connection;
  const ports = [shell_port, iopub_port, stdin_port, control_port, hb_port];
  assert.equal(new Set(ports).size, 5);
  assert.equal(ip, '127.0.0.1');
  for (const port of ports) assert.equal(await canListen(port), true);
  await file.remove();
  assert.deepEqual(connectionFolders(), []);
});

test('kernels that start at once get different ports and keys', async () => {
  const files = await Promise.all(Array.from({ length: 20 }, () => createConnectionFile()));
  const ports = files.flatMap(({ connection }) =>
    Object.entries<unknown>({ ...connection }).filter(([name]) => name.endsWith('_port')),
  );
  assert.equal(new Set(ports.map(([, port]) => port)).size, 100);
  assert.equal(new Set(files.map(({ connection }) => connection.key)).size, 20);
  await Promise.all(files.map((file) => file.remove()));
});

test('the kernel runs in its folder, with its environment and the files it was promised', async (t) => {
  const cwd = await temporaryFolder(t);
  process.env['OUTER'] = 'outer';
  const spec = fakeSpec({ env: { FROM_SPEC: '${OUTER}-${ABSENT}', OVER: 'spec' } });
  const kernel = await startKernel(spec, { cwd, env: { OVER: 'call' } });
  try {
    const text = await run(
      kernel,
      ...['FROM_SPEC', 'OVER', 'JPY_PARENT_PID'].map((name) => `variable ${name}`),
      'cwd',
    );
    assert.equal(text, `outer-\${ABSENT}\ncall\n${process.pid}\n${cwd}`);
  } finally {
    await kernel.stop(0);
  }
});

test('{resource_dir} is filled in, and what the process prints is kept', async () => {
  const spec = nodeSpec('console.log(process.argv[2]); console.error("to stderr")');
  const kernel = await startKernel(spec, { cwd: folder, resourceDir: '/res' });
  assert.deepEqual(await kernel.exited, { code: 0, signal: null });
  assert.match(kernel.printed, /^\/res\n/);
  assert.match(kernel.printed, /to stderr\n/);
  await kernel.stop(0);
});

test('of what the process prints the last 64 kB are kept', async () => {
  const spec = nodeSpec('process.stdout.write("a".repeat(200000) + "end")');
  const kernel = await startKernel(spec, { cwd: folder });
  await kernel.exited;
  assert.equal(kernel.printed.length, 64 * 1024);
  assert.ok(kernel.printed.endsWith('aend'));
  await kernel.stop(0);
});

test('a program that is not there is named', async () => {
  await assert.rejects(startKernel(fakeSpec({ argv: ['no-such-program'] }), { cwd: folder }), {
    name: 'KernelError',
    message: /'no-such-program' cannot be started .* Check that it is installed/,
  });
  assert.deepEqual(connectionFolders(), []);
});

test('a kernel that ends when asked is not killed', async () => {
  const kernel = await startKernel(fakeSpec(), { cwd: folder });
  const client = new KernelClient(kernel.connection);
  await client.waitUntilReady();
  await client.shutdown();
  await kernel.stop(5000);
  client.close();
  assert.deepEqual(kernel.exit, { code: 0, signal: null });
});

test('stopping goes on to SIGTERM, and then to SIGKILL', async () => {
  const obedient = await startKernel(nodeSpec('setInterval(() => 0, 1000)'), { cwd: folder });
  await obedient.stop(50);
  assert.deepEqual(obedient.exit, { code: null, signal: 'SIGTERM' });
  const deaf = 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000); console.log("deaf")';
  const stubborn = await startKernel(nodeSpec(deaf), { cwd: folder });
  await eventually(() => stubborn.printed.includes('deaf'), 'the handler to be set');
  await stubborn.stop(50);
  assert.deepEqual(stubborn.exit, { code: null, signal: 'SIGKILL' });
});

test(
  'what a kernel started ends with it, also what left its group',
  { skip: !hasProc },
  async () => {
    const files = [join(folder, 'grandchild'), join(folder, 'escapee')];
    const pids = () => files.map((file) => Number(readFileSync(file, 'utf8')));
    const ends: ((kernel: KernelProcess) => Promise<void>)[] = [
      (kernel) => kernel.stop(0),
      async (kernel) => {
        // The kernel dies by itself: the rest must not stay behind.
        process.kill(kernel.pid, 'SIGKILL');
        await kernel.exited;
      },
      async (kernel) => {
        killAllKernels();
        await kernel.exited;
      },
    ];
    for (const end of ends) {
      const kernel = await startKernel(fakeSpec(), { cwd: folder });
      await run(kernel, `grandchild ${files[0]}`, `escapee ${files[1]}`);
      assert.deepEqual(pids().map(isRunning), [true, true]);
      await end(kernel);
      await eventually(() => !pids().some(isRunning), 'the processes to end');
      await kernel.stop(0);
    }
  },
);

test('kernels end when their starter exits, even by an error', { skip: !hasProc }, async () => {
  const pidFile = join(folder, 'escapee-of-crash');
  const room = join(__dirname, '..', '..', '..', 'scripts', 'jupyter');
  const program = `
    const { startKernel } = require(${JSON.stringify(join(room, 'kernel-process.js'))});
    const { KernelClient } = require(${JSON.stringify(join(room, 'client.js'))});
    startKernel(${JSON.stringify(fakeSpec())}, { cwd: '.' }).then(async (kernel) => {
      const client = new KernelClient(kernel.connection);
      await client.waitUntilReady();
      await client.execute(${JSON.stringify(`escapee ${pidFile}`)});
      setTimeout(() => { throw new Error('a bug'); });
    });`;
  const { status } = spawnSync(process.execPath, ['-e', program], { env: process.env });
  assert.equal(status, 1);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await eventually(() => !isRunning(pid), 'the process to end');
  assert.deepEqual(connectionFolders(), []);
});

test('a kernel has a process group of its own: Ctrl-C in the terminal is for the runner', async () => {
  const kernel = await startKernel(fakeSpec(), { cwd: folder });
  // Signal 0 asks whether there is such a group.
  assert.equal(process.kill(-kernel.pid, 0), true);
  await kernel.stop(0);
});

test('peak memory is that of the process', { skip: !hasProc }, async () => {
  const kernel = await startKernel(fakeSpec(), { cwd: folder });
  await run(kernel, 'print x');
  await kernel.stop(0);
  const bytes = kernel.peakMemoryBytes ?? 0;
  assert.ok(bytes > 20e6 && bytes < 1e9, `${bytes} bytes`);
});
