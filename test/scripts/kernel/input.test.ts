import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, resultText } from './kernel-client';

describe('prompt', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  /** Answers the next question. */
  async function answer(value: string): Promise<Record<string, unknown>> {
    const known = kernel.questions.length;
    const question = await kernel.waitFor(() => kernel.questions[known], 'input_request');
    await kernel.send('input_reply', { status: 'ok', value }, 'stdin');
    return question.content;
  }

  test('asks the client and returns what was typed', async () => {
    const asked = answer('32');
    const id = await kernel.sendCode("const typed = prompt('Latent units?'); typed", {
      allow_stdin: true,
    });
    assert.deepEqual(await asked, { prompt: 'Latent units?', password: false });
    assert.equal(resultText((await kernel.finished(id)).iopub), "'32'");
  });

  test('an empty answer gives the default', async () => {
    const asked = answer('');
    const id = await kernel.sendCode("prompt('Epochs?', '20')", { allow_stdin: true });
    await asked;
    assert.equal(resultText((await kernel.finished(id)).iopub), "'20'");
  });

  test('is an error that says what to do where nobody can answer', async () => {
    const { reply } = await kernel.execute("prompt('Latent units?')", { allow_stdin: false });
    assert.equal(reply.content['ename'], 'InputNotAllowed');
    assert.match(String(reply.content['evalue']), /tagged "parameters"/);
  });

  test('can be interrupted', async () => {
    const id = await kernel.sendCode("prompt('Wait')", { allow_stdin: true });
    await kernel.waitFor(
      () => kernel.questions.find(({ content }) => content['prompt'] === 'Wait'),
      'input_request',
    );
    await kernel.send('interrupt_request', {}, 'control');
    assert.equal((await kernel.finished(id)).reply.content['ename'], 'Interrupted');
    assert.equal(resultText((await kernel.execute('1 + 1')).iopub), '2');
  });
});
