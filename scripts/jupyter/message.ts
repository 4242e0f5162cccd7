/**
 * Framing of Jupyter's messages (protocol 5.4) as ZeroMQ multipart frames, for both sides of the
 * wire. Pure functions, no sockets.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { MessageError } from './error';

/** Version of the messaging protocol that headers name. */
export const PROTOCOL_VERSION = '5.4';

/** Header of a message; the names are those of the wire. */
export interface MessageHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  version: string;
}

/** A message as the program sees it. */
export interface Message {
  /** ZeroMQ routing prefix of a router socket; the topic on iopub; empty on a dealer. */
  identities: Buffer[];
  header: MessageHeader;
  /** Header of the request that caused this message; `{}` where nothing did. */
  parentHeader: MessageHeader | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  /** Binary attachments, not covered by the signature. */
  buffers: Buffer[];
}

const DELIMITER = Buffer.from('<IDS|MSG>');
const IGNORE = 'Ignore the message, and check that both sides read the same connection file.';

/** HMAC-SHA256 of the four JSON frames in hexadecimal; empty where the key is empty (no signing). */
function sign(frames: readonly Uint8Array[], key: string): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}

function isSigned(signature: Uint8Array, frames: readonly Uint8Array[], key: string): boolean {
  const expected = Buffer.from(sign(frames, key));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function parseObject(frame: Uint8Array, part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame).toString('utf8'));
  } catch {
    throw new MessageError(`The ${part} of a message is not JSON.`, IGNORE);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MessageError(`The ${part} of a message is not a JSON object.`, IGNORE);
  }
  return value as Record<string, unknown>;
}

/** A header for a new message of `session`, with an id and a date of its own. */
export function createHeader(
  msgType: string,
  session: string,
  username = 'latentlab',
): MessageHeader {
  return {
    msg_id: randomUUID(),
    msg_type: msgType,
    session,
    username,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
}

/**
 * Frames of a message: identities, delimiter, signature, header, parent header, metadata, content,
 * buffers.
 *
 * @param key the connection file's `key`; empty for unsigned messages
 */
export function encodeMessage(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map(
    (part) => Buffer.from(JSON.stringify(part)),
  );
  return [
    ...message.identities,
    DELIMITER,
    Buffer.from(sign(parts, key)),
    ...parts,
    ...message.buffers,
  ];
}

/**
 * The message in `frames`.
 *
 * @param key the connection file's `key`; empty where messages are not signed
 * @throws MessageError where the delimiter or a frame is missing, the signature is wrong, or a part
 *   is not a JSON object
 */
export function decodeMessage(frames: readonly Uint8Array[], key: string): Message {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter < 0) throw new MessageError('A message has no <IDS|MSG> delimiter.', IGNORE);
  const [signature, header, parentHeader, metadata, content, ...buffers] = frames.slice(
    delimiter + 1,
  );
  if (!signature || !header || !parentHeader || !metadata || !content) {
    throw new MessageError(
      `A message has ${frames.length - delimiter - 1} frames after its delimiter, not 5 or more.`,
      IGNORE,
    );
  }
  if (!isSigned(signature, [header, parentHeader, metadata, content], key)) {
    throw new MessageError('The signature of a message is wrong.', IGNORE);
  }
  const parsedHeader = parseObject(header, 'header');
  if (typeof parsedHeader['msg_type'] !== 'string' || typeof parsedHeader['msg_id'] !== 'string') {
    throw new MessageError('The header of a message has no msg_type or no msg_id.', IGNORE);
  }
  return {
    identities: frames.slice(0, delimiter).map((frame) => Buffer.from(frame)),
    header: parsedHeader as unknown as MessageHeader,
    parentHeader: parseObject(parentHeader, 'parent header') as Message['parentHeader'],
    metadata: parseObject(metadata, 'metadata'),
    content: parseObject(content, 'content'),
    buffers: buffers.map((buffer) => Buffer.from(buffer)),
  };
}
