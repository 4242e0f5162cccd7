import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What a test server was asked for. */
export interface SeenRequest {
  url: string;
  range: string | undefined;
}

/** Answers a request itself and returns true, or leaves it to the server. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server of files on this machine. */
export interface FileServer {
  /** Without a slash at the end. */
  url: string;
  seen: SeenRequest[];
}

/** Serves files by their path, whole or from where a range begins, until the test ends. */
export async function serveFiles(
  t: TestContext,
  files: Record<string, Buffer>,
  answer: Answer = () => false,
): Promise<FileServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    seen.push({ url: request.url ?? '', range });
    if (answer(request, response)) return;
    const content = files[request.url ?? ''];
    if (!content) {
      response.writeHead(404).end('no such file');
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (start >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const rest = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': rest.length,
      ...(start > 0 && {
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      }),
    });
    response.end(rest);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** Sends the first half, and keeps silent after it. */
export function sendHalf(response: ServerResponse, content: Buffer): void {
  response.writeHead(200, { 'content-length': content.length });
  response.write(content.subarray(0, content.length / 2));
}
