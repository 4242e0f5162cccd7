import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelClient } from '../../../scripts/jupyter/client';
import { startKernel, type KernelProcess } from '../../../scripts/jupyter/kernel-process';
import type { Message } from '../../../scripts/jupyter/message';
import { fakeSpec } from '../fixtures/kernels';

interface Fixture {
  client: KernelClient;
  process: KernelProcess;
  info: Message;
}

async function withKernel(
  body: (fixture: Fixture) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const process = await startKernel(fakeSpec(), { cwd: __dirname, env });
  const client = new KernelClient(process.connection);
  try {
    await body({ client, process, info: await client.waitUntilReady() });
  } finally {
    client.close();
    await process.stop(0);
  }
}

const textOf = (messages: Message[]): string =>
  messages
    .filter((message) => message.header.msg_type === 'stream')
    .map((message) => String(message.content['text']))
    .join('');

test('a kernel is ready when it answers and its publications arrive', () =>
  withKernel(async ({ client, info }) => {
    assert.deepEqual(info.content['language_info'], { name: 'lines', version: '1' });
    // Nothing of the first cell is lost: the subscription is live.
    const messages: Message[] = [];
    await client.execute('print first', { onMessage: (message) => messages.push(message) });
    assert.deepEqual(
      messages.map(({ header, content }) => content['execution_state'] ?? header.msg_type),
      ['busy', 'execute_input', 'stream', 'idle'],
    );
  }));

test('a kernel that answers before it can publish is asked again', () =>
  withKernel(
    async ({ client }) => {
      const messages: Message[] = [];
      await client.execute('print first', { onMessage: (message) => messages.push(message) });
      assert.equal(textOf(messages), 'first');
    },
    { FAKE_KERNEL: 'late-iopub' },
  ));

test('execute ends when the reply and the idle state are both there, outputs before it', () =>
  withKernel(async ({ client }) => {
    const messages: Message[] = [];
    const onMessage = (message: Message) => messages.push(message);
    const reply = await client.execute('flood 20000', { onMessage });
    assert.equal(reply.content['status'], 'ok');
    const lines = textOf(messages).split('\n');
    assert.equal(lines.length, 20001);
    assert.equal(lines[19999], '19999');
    assert.equal(messages.at(-1)?.content['execution_state'], 'idle');
  }));

test('requests keep their outputs apart, and late ones find theirs', () =>
  withKernel(async ({ client }) => {
    const first: Message[] = [];
    const second: Message[] = [];
    await client.execute('late 50 later', { onMessage: (message) => first.push(message) });
    assert.equal(textOf(first), '');
    await client.execute('sleep 150\nprint now', { onMessage: (message) => second.push(message) });
    assert.equal(textOf(first), 'later');
    assert.equal(textOf(second), 'now');
  }));

test('the request says that there is no input, and whether an error stops what is queued', () =>
  withKernel(async ({ client }) => {
    const messages: Message[] = [];
    await client.execute('input', { onMessage: (message) => messages.push(message) });
    assert.equal(textOf(messages), 'input_reply error');
    const request = async (stopOnError: boolean) => {
      const seen: Message[] = [];
      await client.execute('request', { stopOnError, onMessage: (message) => seen.push(message) });
      return JSON.parse(textOf(seen)) as Record<string, unknown>;
    };
    assert.deepEqual(await request(true), {
      code: 'request',
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    assert.equal((await request(false))['stop_on_error'], false);
  }));

test('an aborted request ends, though no idle state follows', () =>
  withKernel(async ({ client }) => {
    const reply = await client.execute('no_idle\nreply aborted');
    assert.equal(reply.content['status'], 'aborted');
  }));

test('the control channel interrupts and shuts down', () =>
  withKernel(async ({ client, process }) => {
    let running: Promise<Message> | undefined;
    // Two channels have no order: an interrupt that overtakes the request would find nothing to end.
    await new Promise<void>((resolve) => {
      const onMessage = ({ header }: Message) => header.msg_type === 'stream' && resolve();
      running = client.execute('print begun\nhang', { onMessage });
    });
    assert.equal((await client.interrupt()).content['status'], 'ok');
    assert.equal((await running)?.content['ename'], 'KeyboardInterrupt');
    assert.equal((await client.shutdown()).header.msg_type, 'shutdown_reply');
    assert.deepEqual(await process.exited, { code: 0, signal: null });
  }));

test('the heartbeat tells a kernel that waits from one that is stuck', () =>
  withKernel(async ({ client }) => {
    assert.equal(await client.heartbeat(5000), true);
    client.execute('spin').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await client.heartbeat(200), false);
  }));

test('closing rejects what waits', () =>
  withKernel(async ({ client }) => {
    const running = client.execute('hang');
    client.close();
    await assert.rejects(running, { name: 'KernelError', message: /connection .* was closed/ });
  }));

test('messages with another key are dropped', () =>
  withKernel(async ({ process }) => {
    const stranger = new KernelClient({ ...process.connection, key: 'another' });
    const ready = stranger.waitUntilReady().then(() => 'ready');
    ready.catch(() => undefined);
    const late = new Promise((resolve) => setTimeout(() => resolve('silence'), 500));
    assert.equal(await Promise.race([ready, late]), 'silence');
    stranger.close();
    await assert.rejects(ready);
  }));
