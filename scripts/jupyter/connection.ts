import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a kernel and its client must agree on: Jupyter's connection file. */
export interface Connection {
  transport: 'tcp';
  ip: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  /** Signs the messages. */
  key: string;
  signature_scheme: 'hmac-sha256';
}

/** A connection with the private folder that holds its file. */
export interface ConnectionFile {
  connection: Connection;
  path: string;
  /** Removes the file and its folder, and frees the ports for the next kernel. */
  remove(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Ports given to kernels of this process that may not have bound them yet. */
const given = new Set<number>();

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => resolve(server));
  });
}

/** `count` different ports that nobody listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  const servers: Server[] = [];
  try {
    while (ports.length < count) {
      const server = await listen();
      servers.push(server);
      const { port } = server.address() as AddressInfo;
      if (!given.has(port)) ports.push(port);
    }
  } finally {
    // All stay open until the last is found: a closed one could be found twice.
    await Promise.all(
      servers.map((server) => new Promise((resolve) => server.close(() => resolve(undefined)))),
    );
  }
  for (const port of ports) given.add(port);
  return ports;
}

/** Chooses ports and a key, and writes them to a file that only this user can read. */
export async function createConnectionFile(): Promise<ConnectionFile> {
  const ports = await freePorts(5);
  const [shell, iopub, stdin, control, hb] = ports as [number, number, number, number, number];
  const connection: Connection = {
    transport: 'tcp',
    ip: HOST,
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
  };
  const folder = await mkdtemp(join(tmpdir(), 'latentlab-kernel-'));
  const path = join(folder, 'connection.json');
  await writeFile(path, JSON.stringify(connection, null, 2), { mode: 0o600 });
  return {
    connection,
    path,
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
      for (const port of ports) given.delete(port);
    },
  };
}
