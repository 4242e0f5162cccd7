import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { KernelClient, ofType, printed, resultText } from './kernel-client';

describe('execute_request', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  test('busy, execute_input, result and idle come in this order', async () => {
    const { reply, iopub } = await kernel.execute('6 * 7');
    assert.deepEqual(
      iopub.map(({ header, content }) => content['execution_state'] ?? header.msg_type),
      ['busy', 'execute_input', 'execute_result', 'idle'],
    );
    assert.equal(iopub[1]?.content['code'], '6 * 7');
    assert.equal(iopub[1]?.content['execution_count'], reply.content['execution_count']);
    assert.equal(iopub[2]?.content['execution_count'], reply.content['execution_count']);
    assert.deepEqual(iopub[2]?.content['data'], { 'text/plain': '42' });
    assert.equal(reply.content['status'], 'ok');
  });

  test('neither undefined nor a declaration gives a result', async () => {
    for (const code of [
      'undefined',
      'void 0',
      'const answer = 42;',
      'function f() {}',
      'let x; x',
    ]) {
      const { reply, iopub } = await kernel.execute(code);
      assert.equal(reply.content['status'], 'ok', code);
      assert.equal(ofType(iopub, 'execute_result').length, 0, code);
    }
  });

  test('falsy values are results', async () => {
    for (const code of ['0', 'false', "''", 'null', 'NaN']) {
      const { iopub } = await kernel.execute(code);
      assert.equal(resultText(iopub), code);
    }
  });

  test('variables, functions, types and top-level await work across cells', async () => {
    await kernel.execute('interface Point { x: number }\nconst p: Point = { x: 20 };');
    await kernel.execute('const twice = async (q: Point) => 2 * q.x;');
    const { iopub } = await kernel.execute('(await twice(p)) + 2');
    assert.equal(resultText(iopub), '42');
  });

  test('top-level await works in every position', async () => {
    const cases: Record<string, string> = {
      'await (Promise.resolve(3))': '3',
      'const [x = await Promise.resolve(4)] = []; x': '4',
      'if (await Promise.resolve(true)) { await null; } 5': '5',
      'let n = 0; for await (const i of (async function* () { yield 6; })()) n += i; n': '6',
      '`${await Promise.resolve(7)}`': "'7'",
      '(await import("node:path")).basename("/a/8")': "'8'",
    };
    for (const [code, expected] of Object.entries(cases)) {
      const { reply, iopub } = await kernel.execute(code);
      assert.equal(resultText(iopub), expected, `${code}: ${String(reply.content['evalue'])}`);
    }
  });

  test('packages that are ES modules can be imported', async () => {
    const { iopub, reply } = await kernel.execute("import chalk from 'chalk'; typeof chalk.red");
    assert.equal(resultText(iopub), "'function'", String(reply.content['evalue']));
  });

  test('a const can be declared again', async () => {
    await kernel.execute('const again = 1;');
    const { iopub } = await kernel.execute("const again = 'two'; again.length");
    assert.equal(resultText(iopub), '3');
  });

  test('a thrown error is told on iopub and in the reply, with the lines of the cell', async () => {
    const code = [
      'interface Input { x: number }',
      '',
      'function scale(input: Input): number {',
      "  throw new RangeError('too large: ' + input.x);",
      '}',
      'scale({ x: 3 });',
    ].join('\n');
    const { reply, iopub } = await kernel.execute(code);
    const [error] = ofType(iopub, 'error');
    assert.equal(error?.content['ename'], 'RangeError');
    assert.equal(error.content['evalue'], 'too large: 3');
    assert.equal(reply.content['status'], 'error');
    for (const key of ['ename', 'evalue', 'traceback']) {
      assert.deepEqual(reply.content[key], error.content[key]);
    }
    const traceback = stripVTControlCharacters((error.content['traceback'] as string[]).join('\n'));
    assert.match(
      traceback,
      /> 4 \| {3}throw new RangeError\('too large: ' \+ input.x\);\n +\| +\^/,
    );
    assert.match(
      traceback,
      /at scale \(In\[\d+\]:4:9\)\n +at In\[\d+\]:6:1\nRangeError: too large: 3$/,
    );
    assert.doesNotMatch(traceback, /node:|scripts\/kernel/);
    assert.deepEqual(Object.keys(error.content).sort(), ['ename', 'evalue', 'traceback']);
    assert.deepEqual(error.metadata['latentlab'], { line: 4 });
  });

  test("an error in the library shows the library's own lines and points at the cell's", async () => {
    const { reply } = await kernel.execute(
      "import { manualSeed, randn } from 'latentlab';\nmanualSeed(1);\nrandn([-1]);",
    );
    const traceback = stripVTControlCharacters((reply.content['traceback'] as string[]).join('\n'));
    assert.match(traceback, /> 3 \| randn\(\[-1\]\);/);
    assert.match(traceback, /lib\/random\/\w+\.ts:\d+:\d+/);
    assert.doesNotMatch(traceback, /dist\/lib/);
  });

  test('values that are no errors can be thrown', async () => {
    const { reply } = await kernel.execute("throw 'a string'");
    assert.equal(reply.content['status'], 'error');
    assert.equal(reply.content['evalue'], 'a string');
  });

  test('subclasses are named, and causes are shown', async () => {
    const { reply } = await kernel.execute(
      "class ShapeError extends Error {}\nthrow new ShapeError('outer', { cause: new TypeError('inner') });",
    );
    assert.equal(reply.content['ename'], 'ShapeError');
    const traceback = stripVTControlCharacters((reply.content['traceback'] as string[]).join('\n'));
    assert.match(traceback, /TypeError: inner\n\nThis was the cause of:\n[^]*ShapeError: outer$/);
  });

  test('all diagnostics of a cell are told at once, with line, column and the line itself', async () => {
    const code = "const n: number = 'text';\nlet ok = 1;\nunknownName(ok);";
    const { reply, iopub } = await kernel.execute(code);
    assert.equal(reply.content['status'], 'error');
    assert.equal(reply.content['ename'], 'TypeScriptError');
    assert.match(String(reply.content['evalue']), /line 1, column 7\), and 1 more error$/);
    const [error] = ofType(iopub, 'error');
    const traceback = stripVTControlCharacters(
      (error?.content['traceback'] as string[]).join('\n'),
    );
    assert.match(traceback, /Type 'string' is not assignable to type 'number'\. \(TS2322\)/);
    assert.match(traceback, /line 1, column 7/);
    assert.match(traceback, /> 1 \| const n: number = 'text';\n {4}\| {7}\^/);
    assert.match(traceback, /Cannot find name 'unknownName'\. \(TS2304\)/);
    assert.match(traceback, /line 3, column 1/);
    assert.match(traceback, /> 3 \| unknownName\(ok\);\n {4}\| \^{11}/);
  });

  test('a cell that cannot be parsed is a SyntaxError', async () => {
    const { reply } = await kernel.execute('const a = (1 + ;');
    assert.equal(reply.content['ename'], 'SyntaxError');
    assert.match(String(reply.content['evalue']), /line 1, column 16/);
  });

  test('nothing of a cell with a type error is run', async () => {
    const { iopub } = await kernel.execute("console.log('ran');\nconst n: number = 'text';");
    assert.equal(printed(iopub, 'stdout'), '');
  });

  test('what a failing cell assigned before stays known', async () => {
    await kernel.execute(
      "const assigned = 7;\nif (assigned) throw new Error('stop');\nconst later = 8;",
    );
    assert.equal(resultText((await kernel.execute('assigned')).iopub), '7');
    assert.equal((await kernel.execute('later')).reply.content['ename'], 'TypeScriptError');
  });

  test('requests queued behind an error are aborted, one sent after the reply runs', async () => {
    const ids: string[] = [];
    for (const code of ["throw new Error('stop')", "console.log('no')", '2']) {
      ids.push(await kernel.sendCode(code));
    }
    const exchanges = await Promise.all(ids.map((id) => kernel.finished(id)));
    assert.deepEqual(
      exchanges.map(({ reply }) => reply.content['status']),
      ['error', 'aborted', 'aborted'],
    );
    assert.deepEqual(
      exchanges[1]?.iopub.map(({ content }) => content['execution_state']),
      ['busy', 'idle'],
    );
    const { reply } = await kernel.execute('3');
    assert.equal(reply.content['status'], 'ok');
  });

  test('with stop_on_error false the queue runs on', async () => {
    const failing = await kernel.sendCode("throw new Error('go on')", { stop_on_error: false });
    const following = await kernel.sendCode('1 + 1');
    assert.equal((await kernel.finished(failing)).reply.content['status'], 'error');
    assert.equal((await kernel.finished(following)).reply.content['status'], 'ok');
  });

  test('requests that run no code are answered behind an error', async () => {
    const failing = await kernel.sendCode("throw new Error('stop')");
    const info = await kernel.send('kernel_info_request', {});
    await kernel.finished(failing);
    assert.equal((await kernel.finished(info)).reply.content['status'], 'ok');
  });

  test('all of 20000 printed lines arrive before idle, in order', async () => {
    const { iopub } = await kernel.execute(
      'for (let i = 0; i < 20000; i++) console.log(`line ${i}`);',
    );
    const expected = Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join('');
    assert.equal(printed(iopub, 'stdout'), expected);
    assert.equal(iopub.at(-1)?.content['execution_state'], 'idle');
  });

  test('more output than the kernel holds back arrives whole', async () => {
    const { iopub } = await kernel.execute(
      "const mega = 'x'.repeat(2 ** 20 - 1); for (let i = 0; i < 30; i++) console.log(mega);",
    );
    assert.equal(printed(iopub, 'stdout').length, 30 * 2 ** 20);
  });

  test('stdout and stderr are told apart and keep their order', async () => {
    const { iopub } = await kernel.execute(
      "console.log('a'); console.error('b'); console.log('c');",
    );
    assert.deepEqual(
      ofType(iopub, 'stream').map(({ content }) => [content['name'], content['text']]),
      [
        ['stdout', 'a\n'],
        ['stderr', 'b\n'],
        ['stdout', 'c\n'],
      ],
    );
  });

  test('a synchronous loop is heard while it runs', async () => {
    const id = await kernel.sendCode(
      "console.log('begun'); const end = Date.now() + 1500; while (Date.now() < end) {}",
    );
    await kernel.waitFor(() => printed(kernel.iopubOf(id), 'stdout') || undefined, 'output');
    assert.equal(kernel.replyTo(id), undefined);
    assert.equal(await kernel.beat('alive?'), 'alive?');
    await kernel.finished(id);
  });

  test('errors in timers and promises are told and leave the kernel alive', async () => {
    for (const code of [
      "setTimeout(() => { throw new Error('in a timer'); }, 20); 0",
      "setTimeout(() => void Promise.reject(new Error('in a promise')), 20); 0",
    ]) {
      const { reply } = await kernel.execute(code);
      assert.equal(reply.content['status'], 'ok');
      const id = String(reply.parentHeader.msg_id);
      const error = await kernel.waitFor(() => ofType(kernel.iopubOf(id), 'error')[0], 'error');
      assert.match(String(error.content['evalue']), /^in a (timer|promise)$/);
    }
    assert.equal(resultText((await kernel.execute('1 + 1')).iopub), '2');
  });

  test('an error in a timer ends the cell that waits', async () => {
    const { reply } = await kernel.execute(
      "setTimeout(() => { throw new Error('early'); }, 10);\nawait new Promise(() => {});",
    );
    assert.equal(reply.content['evalue'], 'early');
  });

  test('process.exit is an error, not an end', async () => {
    const { reply } = await kernel.execute('process.exit(0)');
    assert.equal(reply.content['status'], 'error');
    assert.match(String(reply.content['evalue']), /A cell cannot end the kernel/);
    assert.equal(resultText((await kernel.execute('1 + 1')).iopub), '2');
  });

  test('silent execution publishes nothing and does not count', async () => {
    const before = (await kernel.execute('0')).reply.content['execution_count'];
    const { reply, iopub } = await kernel.execute('41 + 1', { silent: true });
    assert.equal(reply.content['status'], 'ok');
    assert.deepEqual(
      iopub.map(({ header }) => header.msg_type),
      ['status', 'status'],
    );
    assert.equal((await kernel.execute('0')).reply.content['execution_count'], Number(before) + 1);
  });

  test('user_expressions are evaluated beside the result', async () => {
    const { reply } = await kernel.execute('const units = 30;', {
      user_expressions: { twice: 'units * 2', wrong: 'noSuchName' },
    });
    const values = reply.content['user_expressions'] as Record<string, Record<string, unknown>>;
    assert.deepEqual(values['twice']?.['data'], { 'text/plain': '60' });
    assert.equal(values['wrong']?.['status'], 'error');
    assert.equal(values['wrong']['ename'], 'TypeScriptError');
  });
});
