import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Dealer } from 'zeromq';
import { createHeader, encodeMessage } from '../../../scripts/jupyter/message';
import { KernelClient, ofType, resultText } from './kernel-client';

describe('requests beside execute_request', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  test('kernel_info tells the true versions', async () => {
    const { reply } = await kernel.request('kernel_info_request', {});
    const content = reply.content as {
      language_info: Record<string, unknown>;
    } & typeof reply.content;
    const tslab = path.dirname(require.resolve('tslab/package.json'));
    const fork = require.resolve('@tslab/typescript-for-tslab/package.json', { paths: [tslab] });
    const { version } = JSON.parse(readFileSync(fork, 'utf8')) as { version: string };
    assert.equal(reply.header.msg_type, 'kernel_info_reply');
    assert.equal(content['status'], 'ok');
    assert.match(String(content['protocol_version']), /^5\.[345]$/);
    assert.equal(content.language_info['name'], 'typescript');
    assert.equal(content.language_info['version'], version);
    assert.equal(content.language_info['file_extension'], '.ts');
  });

  test('comm_info is answered with its own type', async () => {
    const { reply } = await kernel.request('comm_info_request', {});
    assert.equal(reply.header.msg_type, 'comm_info_reply');
    assert.deepEqual(reply.content['comms'], {});
  });

  test('is_complete tells complete, incomplete and invalid code apart', async () => {
    const cases: Record<string, string> = {
      '1 + 1': 'complete',
      'function f() {\n  return 1;\n}': 'complete',
      'function f() {': 'incomplete',
      'const a = [1,': 'incomplete',
      'const t = `begun': 'incomplete',
      '/* a comment': 'incomplete',
      'const s = "open': 'invalid',
      'let 5 = x;': 'invalid',
      ')': 'invalid',
    };
    for (const [code, status] of Object.entries(cases)) {
      const { reply } = await kernel.request('is_complete_request', { code });
      assert.equal(reply.content['status'], status, code);
    }
    const { reply } = await kernel.request('is_complete_request', { code: 'if (a) {' });
    assert.equal(reply.content['indent'], '  ');
  });

  test('completion counts code points', async () => {
    await kernel.execute('const latentDim = 2;');
    const code = "const s = '😀'; laten";
    const { reply } = await kernel.request('complete_request', {
      code,
      cursor_pos: [...code].length,
    });
    assert.deepEqual((reply.content['matches'] as string[])[0], 'latentDim');
    assert.equal(reply.content['cursor_start'], [...code].length - 5);
    assert.equal(reply.content['cursor_end'], [...code].length);
  });

  test('inspection shows type and documentation', async () => {
    await kernel.execute(
      '/** Units of the code. */\nfunction codeUnits(n: number): number { return n; }',
    );
    const code = "'😀'; codeUnits";
    const { reply } = await kernel.request('inspect_request', {
      code,
      cursor_pos: [...code].length - 2,
      detail_level: 0,
    });
    assert.equal(reply.content['found'], true);
    const data = reply.content['data'] as Record<string, string>;
    assert.match(data['text/plain'] ?? '', /codeUnits\(n: number\): number/);
  });

  test('history tells the cells of the session by tail, range and search', async () => {
    for (const code of ['10 + 1', '10 + 2', '10 + 1', 'void 0']) await kernel.execute(code);
    const ask = async (content: Record<string, unknown>) => {
      const { reply } = await kernel.request('history_request', content);
      return reply.content['history'] as [number, number, unknown][];
    };
    const tail = await ask({ hist_access_type: 'tail', n: 2, output: true, raw: true });
    assert.deepEqual(
      tail.map(([, , cell]) => cell),
      [
        ['10 + 1', '11'],
        ['void 0', null],
      ],
    );
    const first = tail[0]?.[1] ?? 0;
    const range = await ask({
      hist_access_type: 'range',
      session: 0,
      start: first - 1,
      stop: first + 1,
      output: false,
      raw: true,
    });
    assert.deepEqual(
      range.map(([, , cell]) => cell),
      ['10 + 2', '10 + 1'],
    );
    const search = { hist_access_type: 'search', pattern: '10?+*', output: false, raw: true };
    assert.equal((await ask({ ...search, n: 10 })).length, 3);
    assert.equal((await ask({ ...search, n: 10, unique: true })).length, 2);
    assert.equal((await ask({ ...search, n: 1 })).length, 1);
  });

  test("inspection shows the documentation of lib's functions", async () => {
    await kernel.execute("import { plotMosaic } from 'latentlab';");
    const { reply } = await kernel.request('inspect_request', {
      code: 'plotMosaic',
      cursor_pos: 4,
    });
    const data = reply.content['data'] as Record<string, string>;
    const [signature = '', documentation = ''] = (data['text/plain'] ?? '').split('\n\n');
    assert.match(signature, /plotMosaic\(/);
    assert.match(documentation, /\w+ \w+/);
  });

  test('a request of an unknown kind is an error, not silence', async () => {
    const { reply } = await kernel.request('no_such_request', {});
    assert.equal(reply.content['status'], 'error');
  });
});

describe('life of a kernel', () => {
  test('shutdown ends the process with code 0, an interval notwithstanding', async () => {
    const kernel = await KernelClient.start();
    try {
      await kernel.execute('setInterval(() => {}, 1000);');
      const id = await kernel.send('shutdown_request', { restart: false }, 'control');
      const reply = await kernel.waitFor(() => kernel.replyTo(id), 'shutdown_reply');
      assert.deepEqual(reply.content, { status: 'ok', restart: false });
      assert.deepEqual(await kernel.exited(), { code: 0, signal: null });
    } finally {
      kernel.close();
    }
  });

  test('shutdown ends a kernel in an endless loop', async () => {
    const kernel = await KernelClient.start();
    try {
      await kernel.begin('while (true) {}');
      await kernel.send('shutdown_request', { restart: true }, 'control');
      await kernel.exited();
    } finally {
      kernel.close();
    }
  });

  test('a kernel ends when the process that started it is gone', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const kernel = await KernelClient.start({ env: { JPY_PARENT_PID: String(stranger.pid) } });
    try {
      assert.equal(kernel.process.exitCode, null);
      stranger.kill('SIGKILL');
      await kernel.exited();
    } finally {
      kernel.close();
    }
  });

  test('messages with a wrong signature are ignored', async () => {
    const kernel = await KernelClient.start();
    try {
      const forger = new Dealer({ linger: 0 });
      forger.connect(`tcp://127.0.0.1:${kernel.shellPort}`);
      const header = createHeader('execute_request', 'forged');
      const content = { code: "console.log('forged')" };
      const message = {
        identities: [],
        header,
        parentHeader: {},
        metadata: {},
        content,
        buffers: [],
      };
      await forger.send(encodeMessage(message, 'another key'));
      await kernel.execute('0');
      assert.equal(kernel.iopubOf(header.msg_id).length, 0);
      forger.close();
    } finally {
      kernel.close();
    }
  });
});

describe('display', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  test('a value shows itself by the method Jupyter.display, also by a promise', async () => {
    const method = "[Symbol.for('Jupyter.display')]";
    for (const code of [
      `({ ${method}: () => ({ 'text/html': '<b>1</b>', 'text/plain': '1' }) })`,
      `({ ${method}: async () => ({ 'text/html': '<b>1</b>', 'text/plain': '1' }) })`,
    ]) {
      const { iopub } = await kernel.execute(code);
      const [result] = ofType(iopub, 'execute_result');
      assert.deepEqual(result?.content['data'], { 'text/html': '<b>1</b>', 'text/plain': '1' });
    }
  });

  test('a display method that throws is an error of its cell', async () => {
    const { reply } = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]() { throw new Error('no picture'); } })",
    );
    assert.equal(reply.content['evalue'], 'no picture');
  });

  test('binary data is sent as base64', async () => {
    const { iopub } = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'image/png': new Uint8Array([1, 2, 3]) }) })",
    );
    const data = ofType(iopub, 'execute_result')[0]?.content['data'] as Record<string, unknown>;
    assert.equal(data['image/png'], 'AQID');
    assert.equal(typeof data['text/plain'], 'string');
  });

  test('the channel publishes several types in one message, updates by id, clears output', async () => {
    const { iopub } = await kernel.execute(
      [
        "const channel = (globalThis as any)[Symbol.for('latentlab.display')];",
        "channel.display({ 'text/plain': 'a', 'text/html': '<i>a</i>' }, { displayId: 'd1' });",
        "channel.display({ 'text/plain': 'b' }, { displayId: 'd1', update: true });",
        'channel.clearOutput(true);',
      ].join('\n'),
    );
    const [shown] = ofType(iopub, 'display_data');
    assert.deepEqual(shown?.content['data'], { 'text/plain': 'a', 'text/html': '<i>a</i>' });
    assert.deepEqual(shown.content['transient'], { display_id: 'd1' });
    const [updated] = ofType(iopub, 'update_display_data');
    assert.deepEqual(updated?.content['transient'], { display_id: 'd1' });
    assert.deepEqual(ofType(iopub, 'clear_output')[0]?.content, { wait: true });
  });

  test("tslab's own display functions work", async () => {
    const { iopub } = await kernel.execute(
      "import * as tslab from 'tslab';\ntslab.display.html('<b>tslab</b>');\n" +
        "const entry = tslab.newDisplay();\nentry.text('1');\nentry.text('2');",
    );
    const data = ofType(iopub, 'display_data').map(({ content }) => content['data']);
    assert.deepEqual(data, [{ 'text/html': '<b>tslab</b>' }, { 'text/plain': '1' }]);
    assert.equal(ofType(iopub, 'update_display_data').length, 1);
  });

  test('tensors print well without any call, from a folder of their own', async () => {
    const { iopub, reply } = await kernel.execute(
      "import { tf } from 'latentlab';\nawait tf.ready();\ntf.tensor2d([[1, 0.5], [0, 2]])",
    );
    assert.equal(reply.content['status'], 'ok', String(reply.content['evalue']));
    const data = ofType(iopub, 'execute_result')[0]?.content['data'] as Record<string, string>;
    assert.match(data['text/plain'] ?? '', /1\.0000, +0\.5000/);
  });

  test('huge values are cut, circular ones end', async () => {
    const huge = 'Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`key${i}`, i]))';
    const text = resultText((await kernel.execute(huge)).iopub) ?? '';
    assert.ok(text.length < 60_000, `${text.length} characters`);
    assert.match(text, /… \d+ more characters$/);
    const { iopub } = await kernel.execute('const ring: any = {}; ring.self = ring; ring');
    assert.equal(resultText(iopub), '<ref *1> { self: [Circular *1] }');
  });

  test('typed arrays, maps, sets, errors and instances print as in Node', async () => {
    const cases: Record<string, RegExp> = {
      'new Float32Array([1, 2.5])': /^Float32Array\(2\) \[ 1, 2\.5 \]$/,
      "new Map([['a', 1]])": /^Map\(1\) \{ 'a' => 1 \}$/,
      'new Set([1])': /^Set\(1\) \{ 1 \}$/,
      "new RangeError('far')": /^RangeError: far/,
      'new (class Point { x = 1; })()': /^Point \{ x: 1 \}$/,
    };
    for (const [code, expected] of Object.entries(cases)) {
      assert.match(resultText((await kernel.execute(code)).iopub) ?? '', expected);
    }
  });

  test("danfojs' frames and series are tables, with what they hold escaped", async () => {
    const { iopub, reply } = await kernel.execute(
      "import * as dfd from 'danfojs-node';\n" +
        "new dfd.DataFrame({ loss: [0.25, 1 / 3], name: ['a', '<b>'] })",
    );
    assert.equal(reply.content['status'], 'ok', String(reply.content['evalue']));
    const data = ofType(iopub, 'execute_result')[0]?.content['data'] as Record<string, string>;
    assert.match(data['text/html'] ?? '', /<th[^>]*>loss<\/th><th[^>]*>name<\/th>/);
    assert.match(data['text/html'] ?? '', /0\.333333<\/td><td[^>]*>&lt;b&gt;<\/td>/);
    assert.match(data['text/html'] ?? '', /2 rows × 2 columns/);
    const series = await kernel.execute('new dfd.Series([1, 2, 3])');
    const [result] = ofType(series.iopub, 'execute_result');
    assert.match(
      (result?.content['data'] as Record<string, string>)['text/html'] ?? '',
      /3 values/,
    );
  });
});
