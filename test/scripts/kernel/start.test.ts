import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { kernelSpec } from '../../../scripts/kernel/spec';
import { temporaryFolder } from '../fixtures/kernels';

function start(connectionFile: string) {
  const [program = '', ...args] = kernelSpec().argv;
  const own = args.map((each) => each.replace('{connection_file}', connectionFile));
  return spawnSync(program, own, { encoding: 'utf8', timeout: 60_000 });
}

test('a kernel whose port is taken says so and ends', async (t) => {
  const folder = await temporaryFolder(t);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const file = join(folder, 'connection.json');
  const ports = ['shell', 'iopub', 'control', 'stdin', 'hb'].map((name) => [`${name}_port`, port]);
  writeFileSync(
    file,
    JSON.stringify({ transport: 'tcp', ip: '127.0.0.1', key: 'k', ...Object.fromEntries(ports) }),
  );
  try {
    const { status, stderr } = start(file);
    assert.equal(status, 3, stderr);
    assert.match(stderr, /^The kernel cannot use its sockets: Address already in use\n/);
  } finally {
    server.close();
  }
});

test('a kernel without a connection file that can be read says so and ends', async (t) => {
  const { status, stderr } = start(join(await temporaryFolder(t), 'none.json'));
  assert.equal(status, 3, stderr);
  assert.match(stderr, /^The connection file .*none\.json cannot be read: /);
});
