import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, ofType, printed } from './kernel-client';

describe('output that comes late', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  const late: Record<string, string> = {
    'a timer': "setTimeout(() => console.log('late'), 300);",
    'an interval': "const i = setInterval(() => { console.log('late'); clearInterval(i); }, 300);",
    'a promise':
      "void (async () => { await new Promise((r) => setTimeout(r, 300)); console.log('late'); })();",
    'a promisified timer':
      "import { setTimeout as sleep } from 'node:timers/promises';\n" +
      "void sleep(300).then(() => console.log('late'));",
  };

  for (const [name, code] of Object.entries(late)) {
    test(`from ${name} belongs to its own cell, not to the one that runs`, async () => {
      const own = String((await kernel.execute(code)).reply.parentHeader.msg_id);
      const other = await kernel.execute(
        "await new Promise((r) => setTimeout(r, 600)); console.log('other');",
      );
      assert.equal(printed(kernel.iopubOf(own), 'stdout'), 'late\n');
      assert.equal(printed(other.iopub, 'stdout'), 'other\n');
    });
  }

  test('an error in an earlier cell’s timer does not end the one that runs', async () => {
    const code = "setTimeout(() => { throw new Error('late'); }, 200);";
    const own = String((await kernel.execute(code)).reply.parentHeader.msg_id);
    const other = await kernel.execute('await new Promise((r) => setTimeout(r, 500)); 7');
    assert.equal(other.reply.content['status'], 'ok');
    assert.equal(ofType(kernel.iopubOf(own), 'error')[0]?.content['evalue'], 'late');
  });

  test('an earlier cell’s rejected promise does not end the one that runs', async () => {
    const code =
      "void (async () => { await new Promise((r) => setTimeout(r, 200)); throw new Error('late'); })();";
    const own = String((await kernel.execute(code)).reply.parentHeader.msg_id);
    const other = await kernel.execute('await new Promise((r) => setTimeout(r, 500)); 7');
    assert.equal(other.reply.content['status'], 'ok');
    assert.equal(ofType(kernel.iopubOf(own), 'error')[0]?.content['evalue'], 'late');
  });
});
