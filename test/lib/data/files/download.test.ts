import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { download, UnreachableError, type Download } from '../../../../lib/data/files/download';
import { DataError } from '../../../../lib/index';
import { flipBit, scratchFolder } from '../data-folders';
import { sendHalf, serveFiles } from '../file-server';

const content = randomBytes(200_000);
const sha256 = [createHash('sha256').update(content).digest('hex')];

/** An order for `a.bin` from these mirrors, to an empty folder. */
function orderFrom(t: TestContext, ...mirrors: string[]): Download {
  return { path: path.join(scratchFolder(t), 'set', 'a.bin'), registered: { sha256, mirrors } };
}

/** What lies in the folder of the order's file. */
function filesOf({ path: file }: Download): string[] {
  return readdirSync(path.dirname(file)).sort();
}

/** A program that downloads the order's file in a process of its own. */
function programFor({ path: file, registered }: Download): string {
  const library = path.resolve(__dirname, '../../../../lib/data/files/download.js');
  const order = JSON.stringify({ path: file, registered });
  return `require(${JSON.stringify(library)}).download(${order}).then(
    () => console.log('done'),
    (error) => { console.log(error.message); process.exitCode = 1; })`;
}

/** Runs a command to its end. */
function run(
  [program = '', ...args]: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, said: said.trim() }));
  });
}

test('a file comes from the first mirror that has it, and gets its name when it is whole', async (t) => {
  const { url, seen } = await serveFiles(t, { '/good/a.bin': content });
  const told: number[] = [];
  const order = orderFrom(t, 'http://127.0.0.1:9/a.bin', `${url}/bad/a.bin`, `${url}/good/a.bin`);
  await download({ ...order, onProgress: (done, total) => told.push(done / (total ?? NaN)) });
  assert.deepEqual(readFileSync(order.path), content);
  assert.deepEqual(filesOf(order), ['a.bin']);
  assert.equal(told.at(-1), 1);
  assert.deepEqual(
    seen.map((request) => request.url),
    ['/bad/a.bin', '/good/a.bin'],
  );
  await download(order);
  assert.equal(seen.length, 2, 'what is there is not brought again');
  await download({ ...order, force: true });
  assert.equal(seen.length, 4);
});

test('a redirection is followed', async (t) => {
  const { url } = await serveFiles(t, { '/real': content }, (request, response) => {
    if (request.url !== '/moved') return false;
    response.writeHead(302, { location: '/real' }).end();
    return true;
  });
  const order = orderFrom(t, `${url}/moved`);
  await download(order);
  assert.deepEqual(readFileSync(order.path), content);
});

test('a download that breaks off goes on where it stopped', async (t) => {
  const { url, seen } = await serveFiles(t, { '/a': content }, (request, response) => {
    if (request.headers.range) return false;
    sendHalf(response, content);
    void halfArrived(order).then(() => response.destroy());
    return true;
  });
  const order = orderFrom(t, `${url}/a`);
  await download(order);
  assert.deepEqual(readFileSync(order.path), content);
  assert.equal(seen[1]?.range, `bytes=${content.length / 2}-`);
});

async function halfArrived({ path }: { path: string }): Promise<void> {
  const part = `${path}.part`;
  while (!existsSync(part) || statSync(part).size < content.length / 2) await wait(20);
}

test('what a killed process had brought is gone on with by the next', async (t) => {
  const { url, seen } = await serveFiles(t, { '/a': content }, (request, response) => {
    if (request.headers.range) return false;
    sendHalf(response, content);
    return true;
  });
  const order = orderFrom(t, `${url}/a`);
  const child = spawn(process.execPath, ['-e', programFor(order)], { stdio: 'ignore' });
  await halfArrived(order);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  await download(order);
  assert.deepEqual(readFileSync(order.path), content);
  assert.deepEqual(filesOf(order), ['a.bin']);
  assert.equal(seen[1]?.range, `bytes=${content.length / 2}-`);
});

test('a server that knows no ranges sends all, and a whole part needs none', async (t) => {
  const { url, seen } = await serveFiles(t, {}, (_request, response) => {
    response.writeHead(200, { 'content-length': content.length }).end(content);
    return true;
  });
  const order = orderFrom(t, `${url}/a`);
  mkdirSync(path.dirname(order.path));
  writeFileSync(`${order.path}.part`, content.subarray(0, 1000));
  await download(order);
  assert.deepEqual(readFileSync(order.path), content);
  writeFileSync(`${order.path}.part`, content);
  const other = { ...order, path: order.path.replace('a.bin', 'b.bin') };
  writeFileSync(`${other.path}.part`, content);
  await download(other);
  assert.deepEqual(readFileSync(other.path), content);
  assert.equal(seen.length, 1);
});

test('a damaged part is dropped for a download in one go', async (t) => {
  const { url } = await serveFiles(t, { '/a': content });
  const order = orderFrom(t, `${url}/a`);
  mkdirSync(path.dirname(order.path));
  for (const part of [flipBit(content, 5).subarray(0, 1000), randomBytes(content.length + 10)]) {
    writeFileSync(`${order.path}.part`, part);
    await download(order);
    assert.deepEqual(readFileSync(order.path), content);
    rmSync(order.path);
  }
});

for (const [what, sent] of [
  ['a flipped bit', flipBit(content, 100)],
  ['a page instead', Buffer.from('<html>Log in to the network</html>')],
] as const) {
  test(`${what} is kept aside and named, and does not get the file's name`, async (t) => {
    const { url } = await serveFiles(t, { '/a': sent });
    const order = orderFrom(t, `${url}/a`);
    await assert.rejects(download(order), (error: unknown) => {
      assert.ok(error instanceof DataError && !(error instanceof UnreachableError));
      assert.ok(error.message.includes(`kept as ${order.path}.wrong`), error.message);
      assert.ok(error.message.includes(`${url}/a: its sha256 is`), error.message);
      return true;
    });
    assert.deepEqual(filesOf(order), ['a.bin.wrong']);
    assert.deepEqual(readFileSync(`${order.path}.wrong`), sent);
  });
}

test('a mirror with the wrong file does not keep another from giving the right one', async (t) => {
  const { url } = await serveFiles(t, { '/wrong': flipBit(content, 0), '/right': content });
  const order = orderFrom(t, `${url}/wrong`, `${url}/right`);
  await download(order);
  assert.deepEqual(readFileSync(order.path), content);
});

test('where nobody gives the file, every mirror is named with its reason', async (t) => {
  const { url } = await serveFiles(t, {});
  const order = orderFrom(t, `${url}/a`, 'http://127.0.0.1:9/b');
  await assert.rejects(download(order), (error: unknown) => {
    assert.ok(error instanceof UnreachableError);
    assert.ok(error.message.includes(`${url}/a: answered with HTTP status 404`), error.message);
    assert.match(error.message, /127\.0\.0\.1:9\/b: .*ECONNREFUSED/);
    return true;
  });
});

test('two processes that want one file bring it once', async (t) => {
  let requests = 0;
  const { url } = await serveFiles(t, {}, (_request, response) => {
    requests++;
    setTimeout(() => {
      response.writeHead(200, { 'content-length': content.length }).end(content);
    }, 400);
    return true;
  });
  const order = orderFrom(t, `${url}/a`);
  const command = [process.execPath, '-e', programFor(order)];
  const ends = await Promise.all([run(command), run(command)]);
  assert.deepEqual(
    ends.map(({ said }) => said),
    ['done', 'done'],
  );
  assert.equal(requests, 1);
  assert.deepEqual(filesOf(order), ['a.bin']);
});

test('an interruption ends a download, and what came is kept', async (t) => {
  const { url } = await serveFiles(t, {}, (_request, response) => {
    sendHalf(response, content);
    return true;
  });
  const order = orderFrom(t, `${url}/a`);
  const controller = new AbortController();
  const onProgress = (done: number) => {
    if (done >= content.length / 2) controller.abort();
  };
  await assert.rejects(download({ ...order, onProgress, signal: controller.signal }), {
    name: 'AbortError',
  });
  assert.deepEqual(filesOf(order), ['a.bin.part']);
});

test('the proxy that the environment names is asked', async (t) => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => proxy.close());
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { said } = await run(
    [process.execPath, '-e', programFor(orderFrom(t, 'https://data.invalid/a'))],
    {
      HTTPS_PROXY: address,
      https_proxy: address,
    },
  );
  assert.deepEqual(asked, ['data.invalid:443']);
  assert.match(said, /data\.invalid\/a: /);
});

/** Whether this user may mount a file system of its own. */
const mayMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

for (const [what, options, said] of [
  [
    'a full disk',
    'size=64k',
    /a\.bin cannot be written: there is no space left .* Free some space/,
  ],
  ['a read-only folder', 'ro', /a\.bin cannot be written: its device can only be read\. Set XDG_/],
] as const) {
  test(`${what} is told with what to do`, { skip: !mayMount && 'needs mount' }, async (t) => {
    const { url } = await serveFiles(t, { '/a': content });
    const order = orderFrom(t, `${url}/a`);
    const folder = path.dirname(order.path);
    mkdirSync(folder);
    const program = `mount -t tmpfs -o ${options} none "$0" && exec "$@"`;
    const ended = await run([
      ...['unshare', '-rm', 'sh', '-c', program, folder],
      ...[process.execPath, '-e', programFor(order)],
    ]);
    assert.equal(ended.code, 1);
    assert.match(ended.said, said);
  });
}
