import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, ofType, printed, resultText } from './kernel-client';

/** The protocol allows a kernel its time; a person at a toolbar does not. */
const PATIENCE_MS = 2000;

const endless: Record<string, string> = {
  'a synchronous loop': 'while (true) {}',
  'an await that never ends': 'await new Promise(() => {});',
  'a synchronous loop after an await':
    'await new Promise((resolve) => setTimeout(resolve, 10)); while (true) {}',
  'a synchronous loop in a timer':
    'setTimeout(() => { while (true) {} }, 1); await new Promise(() => {});',
  'a loop of awaits': 'while (true) await null;',
};

describe('interrupt', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    // As packages do that want to know of the end of the process.
    await kernel.execute("process.on('SIGINT', () => process.kill(process.pid, 'SIGKILL'));");
    await kernel.execute('let kept = 41;');
  });
  after(() => kernel.close());

  const senders: Record<string, () => Promise<unknown>> = {
    interrupt_request: () => kernel.send('interrupt_request', {}, 'control'),
    SIGINT: () => Promise.resolve(kernel.process.kill('SIGINT')),
  };

  for (const [by, send] of Object.entries(senders)) {
    for (const [name, code] of Object.entries(endless)) {
      const skip =
        by === 'SIGINT' && process.platform === 'win32' ? 'no signals on Windows' : false;
      test(`${by} stops ${name}, keeps the variables and the kernel`, { skip }, async () => {
        const id = await kernel.begin(code);
        const sent = Date.now();
        await send();
        const { reply, iopub } = await kernel.finished(id);
        assert.ok(Date.now() - sent < PATIENCE_MS, `took ${Date.now() - sent} ms`);
        assert.equal(reply.content['status'], 'error');
        assert.equal(reply.content['ename'], 'Interrupted');
        assert.equal(ofType(iopub, 'error')[0]?.content['ename'], 'Interrupted');
        assert.equal(resultText((await kernel.execute('kept + 1')).iopub), '42');
      });
    }
  }

  test('what the interrupted cell had computed is kept', async () => {
    const id = await kernel.begin('let steps = 0; while (true) steps++;');
    await kernel.send('interrupt_request', {}, 'control');
    await kernel.finished(id);
    assert.equal(resultText((await kernel.execute('steps > 0')).iopub), 'true');
  });

  test('timers of an interrupted cell do nothing any more', async () => {
    const id = await kernel.begin(
      'let ticks = 0; setInterval(() => ticks++, 20);\n' +
        'while (true) await new Promise((resolve) => setTimeout(resolve, 20));',
    );
    await kernel.send('interrupt_request', {}, 'control');
    await kernel.finished(id);
    const { iopub } = await kernel.execute(
      'const before = ticks; await new Promise((resolve) => setTimeout(resolve, 300)); ticks - before',
    );
    assert.equal(resultText(iopub), '0');
  });

  test('a loop of promised timers does not run on in the background', async () => {
    await kernel.execute(
      "import { setTimeout as sleep } from 'node:timers/promises'; let turns = 0;",
    );
    const id = await kernel.begin('while (true) { await sleep(20); turns++; }');
    await kernel.send('interrupt_request', {}, 'control');
    await kernel.finished(id);
    const { iopub } = await kernel.execute('const seen = turns; await sleep(300); turns - seen');
    assert.equal(resultText(iopub), '0');
  });

  test('where a native call holds the interrupt up, the user is told', async () => {
    const id = await kernel.begin(
      "import { execSync } from 'node:child_process'; execSync('sleep 3');",
    );
    await kernel.send('interrupt_request', {}, 'control');
    const { reply, iopub } = await kernel.finished(id);
    assert.equal(reply.content['ename'], 'Interrupted');
    assert.match(printed(iopub, 'stderr'), /in a native call/);
  });

  test('an interrupt is answered at once, also when nothing runs', async () => {
    const { reply } = await kernel.request('interrupt_request', {}, 'control');
    assert.equal(reply.content['status'], 'ok');
    assert.equal(resultText((await kernel.execute('kept')).iopub), '41');
  });

  test('an interrupt while a cell is being compiled keeps it from running', async () => {
    // Types that the compiler has not read yet take it some hundred milliseconds.
    const code = "import * as tfjs from '@tensorflow/tfjs';\nkept = Number(typeof tfjs);";
    const id = await kernel.sendCode(code);
    await kernel.waitFor(() => ofType(kernel.iopubOf(id), 'execute_input')[0], 'execute_input');
    await kernel.send('interrupt_request', {}, 'control');
    const { reply } = await kernel.finished(id);
    assert.equal(reply.content['ename'], 'Interrupted');
    assert.equal(resultText((await kernel.execute('kept')).iopub), '41');
  });

  test('work that goes on between turns learns of the interrupt from the display channel', async () => {
    await kernel.execute('let turns = 0;');
    const id = await kernel.begin(`
      const channel = (globalThis as any)[Symbol.for('latentlab.display')];
      const signal: AbortSignal = channel.interruption();
      while (!signal.aborted) {
        turns++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }`);
    await kernel.send('interrupt_request', {}, 'control');
    const { reply } = await kernel.finished(id);
    assert.equal(reply.content['ename'], 'Interrupted');
    const turns = async () => resultText((await kernel.execute('turns')).iopub);
    const stopped = await turns();
    await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 50));');
    assert.equal(await turns(), stopped);
    const fresh = 'channel.interruption().aborted';
    assert.equal(resultText((await kernel.execute(fresh)).iopub), 'false');
  });

  test('a loop can be interrupted where something uses AsyncLocalStorage', async () => {
    await kernel.execute(
      "import { AsyncLocalStorage } from 'node:async_hooks';\n" +
        'const storage = new AsyncLocalStorage<number>();\nstorage.run(1, () => storage.getStore());',
    );
    for (const code of ['while (true) {}', 'storage.run(2, () => { while (true) {} });']) {
      const id = await kernel.begin(code);
      await kernel.send('interrupt_request', {}, 'control');
      const { reply } = await kernel.finished(id);
      assert.equal(reply.content['ename'], 'Interrupted', code);
      const stored = await kernel.execute('storage.run(3, () => storage.getStore())');
      assert.equal(resultText(stored.iopub), '3');
    }
  });
});
