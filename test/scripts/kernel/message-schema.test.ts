import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, type Message } from '../../../scripts/jupyter/message';
import { KernelClient } from './kernel-client';
import { CONTENT, messageFault } from './message-schema';

test('each type of message that a kernel sends is as the protocol says', async () => {
  const kernel = await KernelClient.start();
  await kernel.request('comm_info_request', {});
  await kernel.execute("console.log('text');\n6 * 7", {
    user_expressions: { good: '1 + 1', bad: 'nothing' },
  });
  await kernel.execute(
    "import { newDisplay } from 'tslab';\nconst shown = newDisplay();\nshown.text('a');\nshown.text('b');",
  );
  await kernel.execute("(globalThis as any)[Symbol.for('latentlab.display')].clearOutput(true);");
  const question = await kernel.sendCode("prompt('name')", { allow_stdin: true });
  await kernel.waitFor(() => kernel.questions[0], 'question');
  await kernel.send('input_reply', { value: 'Ada', status: 'ok' }, 'stdin');
  await kernel.finished(question);
  const failing = await kernel.sendCode("throw new Error('no')");
  const aborted = await kernel.sendCode('1');
  await kernel.finished(failing);
  await kernel.finished(aborted);
  await kernel.execute('const n: number = "text";');
  for (const code of ['1', 'if (1) {', '}{']) await kernel.request('is_complete_request', { code });
  await kernel.request('complete_request', { code: 'Math.ma', cursor_pos: 7 });
  await kernel.request('inspect_request', { code: 'Math.max', cursor_pos: 6, detail_level: 0 });
  await kernel.request('inspect_request', { code: ' ', cursor_pos: 0, detail_level: 0 });
  for (const output of [true, false]) {
    await kernel.request('history_request', { hist_access_type: 'tail', n: 9, output, raw: true });
  }
  await kernel.request('interrupt_request', {}, 'control');
  const end = await kernel.send('shutdown_request', { restart: false }, 'control');
  await kernel.waitFor(() => kernel.replyTo(end), 'shutdown_reply');
  await kernel.exited();
  const seen = [...kernel.published, ...kernel.replies, ...kernel.questions];
  const types = new Set(seen.map(({ header }) => header.msg_type));
  assert.deepEqual(
    Object.keys(CONTENT).filter((type) => !types.has(type)),
    [],
  );
  const statuses = new Set(seen.map(({ content }) => content['status']));
  for (const status of ['ok', 'error', 'aborted', 'complete', 'incomplete', 'invalid']) {
    assert.ok(statuses.has(status), `no reply had the status ${status}`);
  }
  // Fails where a message was not as the protocol says.
  kernel.close();
});

test('the schemas refuse what is not in the protocol', () => {
  const message = (type: string, content: Record<string, unknown>): Message => ({
    identities: [],
    header: createHeader(type, 's'),
    parentHeader: {},
    metadata: {},
    content,
    buffers: [],
  });
  assert.equal(messageFault(message('stream', { name: 'stdout', text: 'a' })), undefined);
  assert.match(messageFault(message('stream', { name: 'stdin', text: 'a' })) ?? '', /content/);
  assert.match(messageFault(message('error', { ename: 'E' })) ?? '', /evalue/);
  assert.match(messageFault(message('execute_reply', { status: 'abort' })) ?? '', /status/);
  assert.match(
    messageFault(
      message('execute_result', { execution_count: 1, data: { 'text/plain': 4 }, metadata: {} }),
    ) ?? '',
    /string/,
  );
  assert.match(messageFault(message('gossip', {})) ?? '', /gossip is no type/);
  const headless = { ...message('status', { execution_state: 'idle' }) };
  headless.header = { ...headless.header, version: '4.1' };
  assert.match(messageFault(headless) ?? '', /header/);
});
