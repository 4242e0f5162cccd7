import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MarkedStream, markText } from '../../../scripts/kernel/native-marks';
import { KernelClient, printed, resultText } from './kernel-client';

const isPosix = process.platform !== 'win32';

describe('what is written past the streams of Node', { skip: !isPosix }, () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start({ env: { TF_CPP_MIN_LOG_LEVEL: '0' } });
    await kernel.execute(
      "import fs from 'node:fs';\n" +
        "import { execFileSync, spawn } from 'node:child_process';\n" +
        "const sh = (command: string) => execFileSync('sh', ['-c', command], { stdio: 'inherit' });",
    );
  });
  after(() => kernel.close());

  test('a child process that inherits the streams prints between two lines of the cell', async () => {
    const { iopub } = await kernel.execute(
      "for (let i = 0; i < 20; i++) { console.log('before', i); sh(`echo child ${i}`); console.log('after', i); }",
    );
    const expected = Array.from({ length: 20 }, (_, i) => `before ${i}\nchild ${i}\nafter ${i}\n`);
    assert.equal(printed(iopub, 'stdout'), expected.join(''));
  });

  test('both streams keep their order, also with displays and the error of the cell', async () => {
    const { iopub } = await kernel.execute(
      "import * as tslab from 'tslab';\n" +
        "fs.writeSync(1, '1');\nfs.writeSync(1, '2\\n');\nconsole.error('3');\nfs.writeSync(2, '4\\n');\n" +
        "tslab.display.text('5');\nfs.writeSync(1, '6\\n');\nthrow new Error('7');",
    );
    assert.deepEqual(
      iopub
        .filter(({ header }) => !['status', 'execute_input'].includes(header.msg_type))
        .map(({ header, content }) => [
          header.msg_type,
          content['text'] ?? content['evalue'] ?? (content['data'] as object),
        ]),
      [
        ['stream', '12\n'],
        ['stream', '3\n4\n'],
        ['display_data', { 'text/plain': '5' }],
        ['stream', '6\n'],
        ['error', '7'],
      ],
    );
  });

  test('it comes while the main thread is blocked', async () => {
    const id = await kernel.sendCode("sh('echo early; sleep 3');");
    await kernel.waitFor(() => printed(kernel.iopubOf(id), 'stdout') || undefined, 'text');
    assert.equal(kernel.replyTo(id), undefined);
    await kernel.finished(id);
  });

  test('more than a pipe holds comes whole, from a program that does not wait', async () => {
    const { iopub } = await kernel.execute(
      "sh(`${process.execPath} -e \"process.stdout.write('é'.repeat(1e6))\"`);\nconsole.log('end');",
    );
    assert.equal(printed(iopub, 'stdout'), `${'é'.repeat(1e6)}end\n`);
  });

  test('what comes after the end of a cell belongs to it until the next one begins', async () => {
    const { reply } = await kernel.execute(
      "spawn('sh', ['-c', 'sleep 0.3; echo late'], { stdio: 'inherit' });\nnull;",
    );
    const id = reply.parentHeader.msg_id ?? '';
    await kernel.waitFor(() => printed(kernel.iopubOf(id), 'stdout') || undefined, 'late text');
    assert.equal(printed(kernel.iopubOf(id), 'stdout'), 'late\n');
  });

  test('notes of libtensorflow come on stderr of the cell that causes them', async () => {
    await kernel.execute("import { tf, backendInfo } from 'latentlab';");
    const native = await kernel.execute('backendInfo().name');
    if (resultText(native.iopub) !== "'native'") return;
    const { iopub, reply } = await kernel.execute(
      'const { binding } = tf.backend() as unknown as { binding: { loadSavedModel(dir: string, tags: string): void } };\n' +
        "console.error('before');\n" +
        "try { binding.loadSavedModel('/nowhere', 'serve'); } catch { console.error('after'); }",
    );
    assert.match(
      printed(iopub, 'stderr'),
      /^before\n.*Reading SavedModel from: \/nowhere\n[^]*after\n$/,
      String(reply.content['evalue']),
    );
  });

  test('the streams work on when the cell has closed one', async () => {
    await kernel.execute('fs.closeSync(1);');
    const { iopub, reply } = await kernel.execute(
      "console.log('still');\nfs.writeSync(2, 'there\\n');",
    );
    assert.equal(reply.content['status'], 'ok');
    assert.deepEqual([printed(iopub, 'stdout'), printed(iopub, 'stderr')], ['still\n', 'there\n']);
  });

  test('no modules are loaded twice, and no file is left behind', async () => {
    const { iopub } = await kernel.execute(
      'Object.keys(require.cache).filter((file) => /tfjs-core.dist.tf-core/.test(file)).length',
    );
    assert.equal(resultText(iopub), '1');
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith('latentlab-streams-')),
      [],
    );
  });
});

test(
  'the last words of a kernel that is aborted are on its own stderr',
  { skip: !isPosix },
  async () => {
    const kernel = await KernelClient.start();
    try {
      await kernel.sendCode("require('node:fs').writeSync(2, 'the reason\\n');\nprocess.abort();");
      const { signal } = await kernel.exited();
      assert.equal(signal, 'SIGABRT');
      await sleep(200);
      assert.match(kernel.stderrText, /the reason\n/);
    } finally {
      kernel.close();
    }
  },
);

test('marks are taken out of a stream, wherever it is cut', () => {
  const token = 'abc';
  const bytes = Buffer.from(
    `é\u001b${markText(token, 1)}ü${markText(token, 23)}\u001b_other\u001b\\x`,
  );
  for (let cut = 0; cut <= bytes.length; cut++) {
    const texts: string[] = [];
    const stream = new MarkedStream(token, (text) => texts.push(text));
    stream.add(bytes.subarray(0, cut));
    stream.add(bytes.subarray(cut));
    assert.equal(texts.join(''), 'é\u001bü\u001b_other\u001b\\x', `cut at ${cut}`);
    assert.equal(stream.reached, 23);
  }
});

test('what only begins like a mark is text', () => {
  const texts: string[] = [];
  const stream = new MarkedStream('abc', (text) => texts.push(text));
  stream.add(Buffer.from(`\u001b_abc:${'1'.repeat(40)}`));
  assert.equal(texts.join(''), `\u001b_abc:${'1'.repeat(40)}`);
  assert.equal(stream.reached, 0);
});
