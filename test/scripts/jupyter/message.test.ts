import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { MessageError } from '../../../scripts/jupyter/error';
import {
  createHeader,
  decodeMessage,
  encodeMessage,
  type Message,
} from '../../../scripts/jupyter/message';

const KEY = 'a-secret';

function sample(): Message {
  return {
    identities: [Buffer.from([0, 255, 60]), Buffer.from('kernel.1.stream')],
    header: createHeader('execute_request', 'session-1'),
    parentHeader: createHeader('kernel_info_request', 'session-1'),
    metadata: { cellId: 'añ' },
    content: { code: 'let é = "🙂";\n', silent: false },
    buffers: [Buffer.from([1, 2, 3]), Buffer.alloc(0)],
  };
}

test('a message survives the wire', () => {
  const message = sample();
  assert.deepEqual(decodeMessage(encodeMessage(message, KEY), KEY), message);
});

test('frames are identities, delimiter, signature, header, parent, metadata, content, buffers', () => {
  const message = sample();
  const frames = encodeMessage(message, KEY);
  assert.equal(frames.length, 2 + 1 + 1 + 4 + 2);
  assert.equal(frames[2]?.toString(), '<IDS|MSG>');
  const parts = frames.slice(4, 8);
  assert.deepEqual(
    parts.map((part) => JSON.parse(part.toString()) as unknown),
    [message.header, message.parentHeader, message.metadata, message.content],
  );
  const hmac = createHmac('sha256', KEY).update(Buffer.concat(parts)).digest('hex');
  assert.equal(frames[3]?.toString(), hmac);
});

test('a wrong key and a changed frame are refused', () => {
  const frames = encodeMessage(sample(), KEY);
  assert.throws(() => decodeMessage(frames, 'another'), MessageError);
  assert.throws(() => decodeMessage(frames, ''), /signature/);
  const forged = [...frames];
  forged[7] = Buffer.from('{"code":"process.exit()"}');
  assert.throws(() => decodeMessage(forged, KEY), /signature/);
});

test('an unsigned message is refused where there is a key', () => {
  const frames = encodeMessage(sample(), '');
  assert.equal(frames[3]?.length, 0);
  assert.throws(() => decodeMessage(frames, KEY), /signature/);
  assert.equal(decodeMessage(frames, '').content['silent'], false);
});

test('missing delimiter, missing frames and non-objects are refused', () => {
  const frames = encodeMessage(sample(), '');
  assert.throws(() => decodeMessage([], ''), /delimiter/);
  assert.throws(() => decodeMessage(frames.slice(0, 7), ''), /4 frames/);
  for (const content of ['[]', 'null', '{']) {
    const broken = [...frames];
    broken[7] = Buffer.from(content);
    assert.throws(() => decodeMessage(broken, ''), /content of a message is not/);
  }
  const headless = [...frames];
  headless[4] = Buffer.from('{}');
  assert.throws(() => decodeMessage(headless, ''), /msg_type/);
});

test('a binary buffer that looks like the delimiter stays a buffer', () => {
  const message = { ...sample(), buffers: [Buffer.from('<IDS|MSG>')] };
  assert.deepEqual(decodeMessage(encodeMessage(message, KEY), KEY), message);
});

test('headers have ids of their own, a date and the protocol version', () => {
  const first = createHeader('a', 's');
  const second = createHeader('a', 's');
  assert.notEqual(first.msg_id, second.msg_id);
  assert.equal(first.version, '5.4');
  assert.ok(!Number.isNaN(Date.parse(first.date)));
});
