/** Submissions that want points that they have not earned, or harm. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ASSIGNMENT, attack, FAST, ONLY_OTHERS, RIGHT } from './attacked';
import { earned, grade } from './grade';
import { answered } from './notebooks';

describe('an honest submission', () => {
  it('earns all points, and a wrong one those of its right answers', async () => {
    const all = { 'test-twice': 4, 'test-later': 2, 'test-honest': 1 };
    assert.deepEqual(earned(await attack(RIGHT)), all);
    const wrong = await attack('const twice = (x: number) => x * x - 3;');
    assert.deepEqual(earned(wrong), ONLY_OTHERS);
  });
});

describe('no points are earned by', () => {
  const returning = (value: string): string =>
    `function twice(): any {\n  let calls = 0;\n  return ${value};\n}`;
  const attacks: Record<string, string> = {
    'a patched assert':
      "import check from 'node:assert';\n" +
      'for (const each of [assert, check, check.strict] as any[]) {\n' +
      '  for (const name of Object.keys(each)) { try { each[name] = () => undefined; } catch {} }\n' +
      '}\nfunction twice() { return 0; }',
    'patched globals and prototypes':
      'Object.is = () => true;\nMath.abs = () => 0;\nJSON.parse = () => ({ value: 6 });\n' +
      'JSON.stringify = () => \'{"n":1,"value":6}\';\n' +
      'Array.prototype.every = () => true;\nNumber.isNaN = () => false;\n' +
      'Function.prototype.apply = function () { return 6; };\nReflect.apply = () => 6;\n' +
      'function twice() { return 0; }',
    'patched symbol methods':
      'Object.defineProperty(Number, Symbol.hasInstance, { value: () => true });\n' +
      'Object.defineProperty(Object.prototype, Symbol.toPrimitive, { value: () => 6 });\n' +
      'function twice() { return { v: 6 }; }',
    'an object that equals everything': returning('{ valueOf: () => 6, toString: () => "6" }'),
    'an object whose value changes': returning(
      '{ [Symbol.toPrimitive]: () => [6, 6, -8, 100][calls++ % 4] }',
    ),
    'an instance whose value changes':
      'let calls = 0;\nclass Chameleon { valueOf() { return [6, 6, -8, 100][calls++ % 4]; } }\n' +
      'const twice = () => new Chameleon() as any;',
    'a proxy': returning(
      'new Proxy(function () {}, { get: () => () => 6, getPrototypeOf: () => Number.prototype })',
    ),
    'getters that throw': returning('{ get value() { throw new Error("never"); } }'),
    'an AssertionError of its own':
      "class AssertionError extends Error { override name = 'AssertionError'; }\n" +
      "function twice(): number { throw new AssertionError('never'); }",
    'an answer that is not there': 'const unrelated = 1;',
    'an answer that does not compile': 'function twice( {',
    'an answer that throws on the way': "throw new Error('never');\nfunction twice() { return 6; }",
    'a thrown value that is no error': 'function twice(): number { throw 6; }',
    'a promise instead of a number': 'const twice = async (x: number) => 2 * x;',
    'a thenable that is kept waiting': returning('{ then() { return 6; } }'),
    'polluted prototypes':
      "Object.assign(Object.prototype, { polluted: 6, message: 'never' });\n" +
      'const twice = (): any => JSON.parse(\'{"__proto__": {"valueOf": 6}, "constructor": 1}\');',
    'a regular expression that never ends': returning('/(a+)+$/'),
    'a function instead of a number':
      'const twice = () => Object.assign(() => 6, { valueOf: () => 6 });',
    'a name of another cell': 'var assert: any = () => undefined; const twice = () => 0;',
  };
  for (const [name, twice] of Object.entries(attacks)) {
    it(name, async () => {
      assert.deepEqual(earned(await attack(twice)), ONLY_OTHERS);
    });
  }
});

/** How an answer that takes all it can get is stopped: whichever limit of the machine it meets first. */
const STOPPED =
  /process ended|stopped|could not allocate memory|RangeError|allocation failed|ERR_|EAGAIN|ENOMEM/;

describe('the process of the answers may end, and only its own answer suffers:', () => {
  const attacks: Record<string, [twice: string, message: RegExp]> = {
    'process.exit': ['function twice() { process.exit(0); }', /process ended/],
    'process.exit while the cell runs': ['process.exit(0);', /There is no 'twice'/],
    'process.abort': ['function twice() { process.abort(); }', /process ended/],
    SIGKILL: ["function twice() { process.kill(process.pid, 'SIGKILL'); }", /process ended/],
    SIGSEGV: ["function twice() { process.kill(process.pid, 'SIGSEGV'); }", /process ended/],
    'a crash of native code': [
      "import v8 from 'node:v8';\nfunction twice() {\n" +
        "  v8.setFlagsFromString('--stack-size=1000000');\n" +
        '  const deeper = (n: number): number => deeper(n + 1) + 1;\n' +
        "  return new Function('deeper', 'return deeper(0)')(deeper);\n}",
      /process ended|call stack/,
    ],
    'a loop without end': ['function twice() { for (;;); }', /stopped after 2 seconds/],
    'a loop without end while the cell runs': ['for (;;);', /There is no 'twice'/],
    'a loop after an await': [
      'await null;\nfor (;;);\nfunction twice() { return 6; }',
      /There is no 'twice'|ended with an error/,
    ],
    'memory without end': [
      'function twice() { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }',
      STOPPED,
    ],
    'buffers without end': [
      'function twice() { const all = []; for (;;) all.push(Buffer.alloc(2 ** 26, 1)); }',
      STOPPED,
    ],
    'shared memory without end': [
      'function twice() {\n  const all = [];\n  for (;;) {\n' +
        '    const memory = new WebAssembly.Memory({ initial: 4096, maximum: 16384, shared: true });\n' +
        '    new Uint8Array(memory.buffer).fill(1);\n    all.push(memory);\n  }\n}',
      STOPPED,
    ],
    'threads without end': [
      "import { Worker } from 'node:worker_threads';\nfunction twice() {\n" +
        "  for (;;) new Worker('for (;;);', { eval: true }).on('error', () => undefined);\n}",
      STOPPED,
    ],
    'forged messages': [
      "import fs from 'node:fs';\nfunction twice() {\n" +
        '  const body = Buffer.from(JSON.stringify({ n: 1e6, value: 6 }));\n' +
        '  const head = Buffer.alloc(8);\n  head.writeUInt32LE(body.length, 0);\n' +
        '  fs.writeSync(4, Buffer.concat([head, body]));\n  return 6;\n}',
      /wrote to where only the grader may/,
    ],
    'messages that grow by being read': [
      "import fs from 'node:fs';\nfunction twice() {\n" +
        "  const one = { t: 'array', type: 'Uint8Array', at: 0, length: 2 ** 26 };\n" +
        "  const value = { t: 'list', v: new Array(1000).fill(one) };\n" +
        '  for (let n = 1; n < 50; n++) {\n' +
        '    const body = Buffer.from(JSON.stringify({ n, value }));\n' +
        '    const head = Buffer.alloc(8);\n    head.writeUInt32LE(body.length, 0);\n' +
        '    head.writeUInt32LE(2 ** 26, 4);\n' +
        '    if (n < seen) continue;\n' +
        '    fs.writeSync(4, Buffer.concat([head, body, Buffer.alloc(2 ** 26)]));\n  }\n  return 6;\n}\n' +
        'const seen = 5;',
      /wrote to where only the grader may|process ended/,
    ],
    'messages that are none': [
      "import fs from 'node:fs';\nfunction twice() { fs.writeSync(4, Buffer.alloc(64, 255)); return 6; }",
      /wrote to where only the grader may/,
    ],
  };
  for (const [name, [twice, message]] of Object.entries(attacks)) {
    it(name, async () => {
      const result = await attack(twice);
      assert.deepEqual(earned(result), ONLY_OTHERS);
      assert.match(result.questions[0]?.failure?.message ?? '', message);
    });
  }

  it('a promise that is never settled', async () => {
    const later = 'const later = () => new Promise<number>(() => undefined);';
    const result = await attack(RIGHT, { later });
    assert.deepEqual(earned(result), { 'test-twice': 4, 'test-later': 0, 'test-honest': 1 });
    assert.match(result.questions[1]?.failure?.message ?? '', /stopped after 2 seconds of waiting/);
  });

  it('a cell that waits for ever', async () => {
    const later = 'await new Promise(() => undefined);\nasync function later() { return 5; }';
    const result = await attack(RIGHT, { later });
    assert.deepEqual(earned(result), { 'test-twice': 4, 'test-later': 0, 'test-honest': 1 });
    const { error } = result.cells.find(({ id }) => id === 'later') ?? {};
    assert.match(error?.message ?? '', /a promise that is never settled\?/);
  });

  it('a promise that keeps the loop busy', async () => {
    const later = 'const later = async () => { for (;;) await null; };';
    const result = await attack(RIGHT, { later });
    assert.deepEqual(earned(result), { 'test-twice': 4, 'test-later': 0, 'test-honest': 1 });
  });

  it('output without end is cut', async () => {
    const twice = `${RIGHT}\nfor (let i = 0; i < 2e5; i++) console.log('x'.repeat(1000));`;
    const result = await attack(twice);
    assert.equal(earned(result)['test-twice'], 4);
    assert.ok(JSON.stringify(result).length < 200_000);
  });

  it('forged result lines are only output', async () => {
    const line = '{"type":"tested","step":2,"outcome":{"earned":4,"checks":[]}}';
    const twice =
      `console.log('${line}');\nimport fs from 'node:fs';\n` +
      `for (const fd of [0, 1, 2, 5, 6]) { try { fs.writeSync(fd, '${line}\\n'); } catch {} }\n` +
      'const twice = () => 0;';
    assert.deepEqual(earned(await attack(twice)), ONLY_OTHERS);
  });
});

describe('a notebook that imports', () => {
  it('finds no file of anybody', async () => {
    for (const file of ['./bob.ts', '../bob/twice.ipynb', '/etc/passwd', 'file:///etc/passwd']) {
      const result = await attack(`import { twice } from '${file}';`);
      assert.deepEqual(earned(result), ONLY_OTHERS);
      const { error } = result.cells.find(({ id }) => id === 'twice') ?? {};
      assert.match(error?.message ?? '', /a file beside the notebook, which grading does not see/);
    }
  });
});

describe('metadata that were edited', () => {
  it('count for nothing', async () => {
    const copy = answered(ASSIGNMENT, { twice: 'const twice = () => 0;' });
    for (const cell of copy.cells) {
      const metadata = cell.metadata['nbgrader'] as Record<string, unknown> | undefined;
      if (metadata?.['grade']) metadata['points'] = 100;
    }
    copy.metadata.kernelspec = { name: 'python3', display_name: 'Python' };
    const result = await grade(ASSIGNMENT, copy, FAST);
    assert.deepEqual(earned(result), ONLY_OTHERS);
    assert.deepEqual(
      result.questions.map(({ points }) => points),
      [4, 2, 1],
    );
    assert.match(result.flags.join('\n'), /metadata of 'test-twice' were changed/);
  });

  it('do not turn a test into an answer, delete it, or double it', async () => {
    const copy = answered(ASSIGNMENT, { twice: 'const twice = () => 0;', 'test-twice': '1;' });
    const [honest] = copy.cells.filter(({ metadata }) => 'nbgrader' in metadata).slice(-1);
    copy.cells = copy.cells.filter((cell) => cell !== honest);
    copy.cells.push(structuredClone(copy.cells[2]!), structuredClone(copy.cells[1]!));
    Object.assign(copy.cells[2]!.metadata['nbgrader']!, {
      grade: false,
      solution: true,
      locked: false,
    });
    const result = await grade(ASSIGNMENT, copy, FAST);
    assert.deepEqual(earned(result), ONLY_OTHERS);
    const flags = result.flags.join('\n');
    assert.match(flags, /The test 'test-twice' was changed/);
    assert.match(flags, /another cell 'test-twice'; only the first counts/);
    assert.match(flags, /The cell 'test-honest' is missing/);
  });
});
