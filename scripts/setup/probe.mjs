import http from 'node:http';
import https from 'node:https';

/**
 * Asks a host for the head of a file, through the proxy of the environment where there is one.
 *
 * @param {string} url
 * @param {{ env: NodeJS.ProcessEnv, timeoutMs?: number }} options
 * @returns {Promise<string>} Why the file cannot be had; empty where it can.
 */
export async function whyUnreachable(url, { env, timeoutMs = 4000 }) {
  const { host, protocol } = new URL(url);
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy;
  const ask = proxy
    ? // A proxy that opens a tunnel will carry the download; the file itself is not asked for.
      {
        url: proxy,
        options: { method: 'CONNECT', path: host.includes(':') ? host : `${host}:443` },
      }
    : { url, options: { method: 'HEAD' } };
  try {
    const status = await statusOf(ask.url, ask.options, timeoutMs);
    return status < 400 ? '' : `${host} answers with status ${status}`;
  } catch (error) {
    return `${host} does not answer (${/** @type {Error} */ (error).message || protocol})`;
  }
}

/**
 * @param {string} url
 * @param {http.RequestOptions} options
 * @param {number} timeoutMs
 * @returns {Promise<number>}
 */
function statusOf(url, options, timeoutMs) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const client = url.startsWith('https:') ? https : http;
    const request = client.request(url, { ...options, signal, agent: false });
    /** @param {http.IncomingMessage} response */
    const finish = (response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    };
    request.on('response', finish).on('connect', finish);
    request.on('error', (error) => {
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error);
    });
    request.end();
  });
}
