import { createWriteStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as Undici from 'undici';

const CONNECT_TIMEOUT = 5000;
const SILENCE_TIMEOUT = 30_000;

/** A server cannot be reached, or does not have the file, or stopped sending. */
export class HttpError extends Error {
  constructor(
    message: string,
    /** Whether asking again may help. */
    readonly isPassing: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'HttpError';
  }
}

/** What a transfer reports, and what ends it. */
export interface TransferOptions {
  /** Told in bytes: what is there, all of it if the server says, what was there before. */
  onProgress?: (done: number, total: number | undefined, before: number) => void;
  signal?: AbortSignal | undefined;
}

let agent: Undici.Dispatcher | undefined;

/** Follows redirections, and goes through the proxies that HTTP_PROXY, HTTPS_PROXY, NO_PROXY name. */
function dispatcher({ EnvHttpProxyAgent, interceptors }: typeof Undici): Undici.Dispatcher {
  agent ??= new EnvHttpProxyAgent({
    connect: { timeout: CONNECT_TIMEOUT },
    headersTimeout: SILENCE_TIMEOUT,
    bodyTimeout: SILENCE_TIMEOUT,
  }).compose(interceptors.redirect({ maxRedirections: 5 }));
  return agent;
}

/**
 * Brings a file from a server, from where the part that is there already ends.
 *
 * @param part holds what came so far, whatever happens
 * @throws HttpError for everything that a server or the network does; errors of the file system as
 *   they are
 */
export async function transfer(
  url: string,
  part: string,
  { onProgress, signal }: TransferOptions = {},
): Promise<void> {
  const before = await sizeOf(part);
  // Only here: it is large, and most processes download nothing.
  const undici = await import('undici');
  const response = await undici
    .request(url, {
      dispatcher: dispatcher(undici),
      headers: {
        'accept-encoding': 'identity',
        ...(before > 0 && { range: `bytes=${before}-` }),
      },
      signal,
    })
    .catch((error: Error) => {
      signal?.throwIfAborted();
      throw new HttpError(reasonOf(error), false, { cause: error });
    });
  const { statusCode, headers, body } = response;
  const isRest = statusCode === 206 && startOf(headers['content-range']) === before;
  if (statusCode !== 200 && !isRest) {
    await body.dump();
    // What is there cannot be gone on with: it is whole already, or of another file.
    if (statusCode === 416 || statusCode === 206) await truncate(part);
    const isPassing = [206, 408, 416, 429].includes(statusCode) || statusCode >= 500;
    throw new HttpError(`answered with HTTP status ${statusCode}`, isPassing);
  }
  const start = isRest ? before : 0;
  const length = Number(headers['content-length']);
  const total = Number.isInteger(length) && length > 0 ? start + length : undefined;
  let done = start;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onProgress?.(done, total, start);
      next(null, chunk);
    },
  });
  const file = createWriteStream(part, { flags: isRest ? 'a' : 'w' });
  let fileError: Error | undefined;
  file.on('error', (error) => (fileError = error));
  try {
    await pipeline(body, meter, file, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    if (fileError && error === fileError) throw error;
    throw new HttpError(reasonOf(error as Error), true, { cause: error });
  }
  if (total !== undefined && done !== total) {
    throw new HttpError(`stopped after ${done} of ${total} bytes`, true);
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** The first byte's number in `bytes 100-199/200`. */
function startOf(contentRange: string | string[] | undefined): number | undefined {
  const start = /^bytes (\d+)-/.exec(String(contentRange))?.[1];
  return start === undefined ? undefined : Number(start);
}

function reasonOf(error: Error & { code?: string; errors?: Error[] }): string {
  const [first] = error.errors ?? [];
  const message = error.message || first?.message || error.name;
  return error.code && !message.includes(error.code) ? `${message} (${error.code})` : message;
}
