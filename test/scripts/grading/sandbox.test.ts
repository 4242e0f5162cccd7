/** What code of strangers sees and can do in the sandbox. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { backendInfo, tf } from '../../../lib';
import { sandboxUser } from '../../../scripts/grading/sandbox/bubblewrap';
import { canMount } from '../../../scripts/grading/sandbox/private-mounts';
import { ROOT } from '../../project/checkout';
import { temporaryFolder } from '../fixtures/kernels';
import { attack } from './attacked';
import { NO_SANDBOX } from './grade';

/** Why nothing out of closed folders can be shown; false where it can. */
const NO_MOUNTS =
  NO_SANDBOX || (process.getuid?.() === 0 && !canMount() ? 'root may not mount here' : false);

/** Ids of the processes of a user. */
function processesOf(user: number): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && statSync(`/proc/${name}`).uid === user;
    } catch {
      return false;
    }
  });
}

describe('inside the sandbox', { skip: NO_SANDBOX }, () => {
  async function printed(source: string): Promise<string> {
    const result = await attack(`${source}\nconst twice = 0;`);
    return result.cells.find(({ id }) => id === 'twice')?.printed ?? '';
  }
  const TRY =
    "import fs from 'node:fs';\nimport os from 'node:os';\nimport net from 'node:net';\n" +
    "import { spawnSync } from 'node:child_process';\n" +
    'const tried = (work: () => unknown) => {\n' +
    '  try { return JSON.stringify(work()); } catch (error) { return (error as any).code ?? String(error); }\n};\n';

  it('there are no files of others, no home, and no environment', async () => {
    const text = await printed(
      `${TRY}for (const each of ['/etc/passwd', '/root', '/home', '/tmp', '/var', '/usr/bin'])\n` +
        '  console.log(each, tried(() => fs.readdirSync(each)));\n' +
        'console.log("env", Object.keys(process.env).sort().join());\n' +
        'console.log("root", fs.readdirSync("/").sort().join());\n' +
        'console.log("user", process.getuid!(), os.hostname());',
    );
    assert.match(text, /\/etc\/passwd ENOENT/);
    // What is shown may lie in them.
    const shown = [ROOT, join(ROOT, '../shared'), join(os.homedir(), '.cache')];
    for (const name of ['LATENTLAB_DATA', 'XDG_CACHE_HOME']) shown.push(process.env[name] ?? ROOT);
    for (const each of ['/root', '/home', '/tmp', '/var']) {
      const found = new RegExp(`^${each} (.*)$`, 'm').exec(text)?.[1] ?? '';
      const names = found === 'ENOENT' ? [] : (JSON.parse(found) as string[]);
      for (const name of names) {
        const isOnTheWay = shown.some((folder) => `${folder}/`.startsWith(`${each}/${name}/`));
        assert.ok(isOnTheWay, `${each}/${name} is there`);
      }
    }
    assert.match(text, /\/usr\/bin \["node"\]/);
    assert.match(text, /user 65534/);
    const names = /env (.*)/.exec(text)?.[1]?.split(',') ?? [];
    const known = ['HOME', 'LATENTLAB_', 'PATH', 'PWD', 'TF_', 'TZ', 'UV_', 'XDG_CACHE_HOME'];
    for (const name of names)
      assert.ok(
        known.some((each) => name.startsWith(each)),
        name,
      );
  });

  it(
    'of a folder that is closed to its user only what is shown is there',
    {
      skip: NO_MOUNTS,
    },
    async (t) => {
      const home = await temporaryFolder(t);
      await mkdir(join(home, 'data', 'mnist'), { recursive: true });
      await writeFile(join(home, 'data', 'mnist', 'digits'), 'seven');
      await writeFile(join(home, 'secret'), 'hidden');
      const { LATENTLAB_DATA: before } = process.env;
      process.env['LATENTLAB_DATA'] = join(home, 'data');
      t.after(() => {
        if (before === undefined) delete process.env['LATENTLAB_DATA'];
        else process.env['LATENTLAB_DATA'] = before;
      });
      const text = await printed(
        `${TRY}const home = ${JSON.stringify(home)};\n` +
          'console.log("home", tried(() => fs.readdirSync(home)));\n' +
          'console.log("secret", tried(() => fs.readFileSync(home + "/secret", "utf8")));\n' +
          'console.log("data", tried(() => fs.readFileSync(home + "/data/mnist/digits", "utf8")));\n' +
          'console.log("write", tried(() => fs.writeFileSync(home + "/data/x", "")));\n' +
          'console.log("named", process.env.LATENTLAB_DATA === home + "/data");',
      );
      assert.match(text, /home \["data"\]\nsecret ENOENT\ndata "seven"\nwrite EROFS\nnamed true/);
    },
  );

  it('tensors are computed by the backend of this machine', { skip: NO_MOUNTS }, async () => {
    await tf.ready();
    const text = await printed(
      "import { backendInfo, tf } from 'latentlab';\nawait tf.ready();\n" +
        "console.log('backend', backendInfo().name, tf.add(1, 2).dataSync()[0]);",
    );
    assert.match(text, new RegExp(`backend ${backendInfo().name} 3$`, 'm'));
  });

  it('there are no processes but its own, and none of their secrets', async () => {
    const text = await printed(
      `${TRY}console.log("pids", fs.readdirSync("/proc").filter((each) => /^\\d+$/.test(each)).join());\n` +
        'console.log("init", tried(() => fs.readFileSync("/proc/1/environ", "latin1").length));\n' +
        'console.log("kill", tried(() => process.kill(1, 0)));',
    );
    const pids = /pids (.*)/.exec(text)?.[1]?.split(',') ?? [];
    assert.ok(pids.length <= 2, text);
    assert.match(text, /init (\d{1,4}|EACCES|EPERM)$/m);
  });

  it('nothing can be written', async () => {
    const text = await printed(
      `${TRY}for (const each of ['/x', '/tmp/x', '/dev/x', '/dev/shm/x', '/proc/sys/kernel/hostname', '/job.json'])\n` +
        '  console.log(each, tried(() => fs.writeFileSync(each, "x")));',
    );
    assert.equal(text.match(/ (EROFS|ENOENT|EACCES|EPERM)$/gm)?.length, 6, text);
  });

  it('nothing can be reached by the network', async () => {
    const server = createServer((socket) => socket.end('secret')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    let connections = 0;
    server.on('connection', () => connections++);
    const text = await printed(
      `${TRY}const outcome = await new Promise((resolve) => {\n` +
        `  net.connect(${port}, '127.0.0.1').on('connect', () => resolve('connected'))\n` +
        "    .on('error', (error: any) => resolve(error.code));\n});\n" +
        'console.log("net", outcome, tried(() => os.networkInterfaces()));',
    );
    server.close();
    assert.match(text, /net (ECONNREFUSED|ENETUNREACH|EACCES|EAFNOSUPPORT|EPERM)/);
    assert.equal(connections, 0);
  });

  it('the assignment, other submissions and files beside them are not there', async () => {
    const text = await printed(
      `${TRY}const seen = fs.readFileSync('/job.json', 'utf8');\n` +
        'console.log("hidden", seen.includes("HID" + "DEN"), seen.includes("test-" + "twice"));\n' +
        `for (const each of [${JSON.stringify(process.cwd())} + '/notebooks', ${JSON.stringify(process.cwd())} + '/test'])\n` +
        '  console.log("files", tried(() => fs.readdirSync(each)));',
    );
    assert.match(text, /hidden false false/);
    assert.equal(text.match(/files ENOENT/g)?.length, 2, text);
  });

  it('no process can be started, and none is left', async () => {
    const text = await printed(
      `${TRY}import { spawn } from 'node:child_process';\nlet started = 0;\n` +
        'for (let i = 0; i < 20; i++) {\n' +
        "  try { const child = spawn(process.execPath, ['-e', 'for(;;);'], { detached: true });\n" +
        "    child.on('error', () => undefined); if (child.pid) started++; } catch {}\n}\n" +
        'console.log("started", started);',
    );
    assert.match(text, /started 0$/m);
    if (process.getuid?.() !== 0) return;
    // The system ends them one after the other.
    const deadline = Date.now() + 10_000;
    while (processesOf(sandboxUser(0)).length > 0 && Date.now() < deadline) await wait(50);
    assert.deepEqual(processesOf(sandboxUser(0)), []);
  });
});
