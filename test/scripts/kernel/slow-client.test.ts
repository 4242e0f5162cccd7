import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Subscriber } from 'zeromq';
import { decodeMessage } from '../../../scripts/jupyter/message';
import { PatientOutbox } from '../../../scripts/kernel/outbox';
import { KEY, KernelClient } from './kernel-client';

/** A publishing socket with a client that takes what `takes` says. */
class FakeSocket {
  noDrop = true;
  readonly sent: string[] = [];
  lost = 0;
  sends = 0;
  constructor(private readonly takes: () => boolean) {}

  async send([frame]: Buffer[]): Promise<void> {
    this.sends++;
    if (this.takes()) this.sent.push(String(frame));
    else if (this.noDrop) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    else this.lost++;
    return Promise.resolve();
  }
}

test('a slow client is waited for, and gets everything in order', async () => {
  let tries = 0;
  const socket = new FakeSocket(() => ++tries % 3 === 0);
  const outbox = new PatientOutbox(socket, 60_000);
  for (const text of ['a', 'b', 'c']) void outbox.send([Buffer.from(text)]);
  await outbox.flushed();
  assert.deepEqual(socket.sent, ['a', 'b', 'c']);
  assert.equal(socket.lost, 0);
});

test('a stuck client holds nothing up for longer than once, until it takes something again', async () => {
  let isStuck = true;
  const socket = new FakeSocket(() => !isStuck);
  const outbox = new PatientOutbox(socket, 20);
  await outbox.send([Buffer.from('a')]);
  const before = socket.sends;
  for (let i = 0; i < 1000; i++) void outbox.send([Buffer.from('b')]);
  await outbox.flushed();
  assert.equal(socket.lost, 1001);
  // Once to try, once to send it to the others.
  assert.equal(socket.sends - before, 2000);
  isStuck = false;
  await outbox.send([Buffer.from('c')]);
  assert.deepEqual(socket.sent, ['c']);
  assert.ok(socket.noDrop);
});

const megabytes = (pid: number | undefined): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test(
  'a kernel holds little for a client that does not read, and loses nothing',
  { skip: process.platform !== 'linux' },
  async () => {
    const kernel = await KernelClient.start();
    const slow = new Subscriber({ receiveHighWaterMark: 10, linger: 0 });
    try {
      slow.connect(`tcp://127.0.0.1:${kernel.iopubPort}`);
      slow.subscribe('stream');
      await kernel.execute("import 'latentlab';");
      await sleep(100);
      const before = megabytes(kernel.process.pid);
      const id = await kernel.sendCode(
        "const line = `${'x'.repeat(999)}\\n`;\nfor (let i = 0; i < 200_000; i++) process.stdout.write(line);",
      );
      await sleep(3000);
      assert.equal(kernel.replyTo(id), undefined, 'it does not wait');
      const growth = megabytes(kernel.process.pid) - before;
      assert.ok(growth < 120, `the kernel has grown by ${growth} MB`);
      let received = 0;
      for await (const frames of slow) {
        received += String(decodeMessage(frames, KEY).content['text']).length;
        if (received >= 200_000_000) break;
      }
      assert.equal(received, 200_000_000);
      await kernel.finished(id);
    } finally {
      slow.close();
      kernel.close();
    }
  },
);
