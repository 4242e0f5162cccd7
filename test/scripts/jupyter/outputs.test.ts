import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, type Message } from '../../../scripts/jupyter/message';
import type { CellOutput } from '../../../scripts/jupyter/nbformat';
import { DisplayIds, OutputArea } from '../../../scripts/jupyter/outputs';
import { appendStream, EMPTY_STREAM } from '../../../scripts/jupyter/stream-text';

function message(type: string, content: Record<string, unknown>): Message {
  return {
    identities: [],
    header: createHeader(type, 's'),
    parentHeader: {},
    metadata: {},
    content,
    buffers: [],
  };
}

const stream = (text: string, name = 'stdout') => message('stream', { name, text });

function shown(type: string, text: string, displayId?: string): Message {
  return message(type, {
    data: { 'text/plain': text },
    metadata: {},
    ...(displayId !== undefined && { transient: { display_id: displayId } }),
  });
}

function collect(...messages: Message[]): CellOutput[] {
  const outputs: CellOutput[] = [];
  const area = new OutputArea(outputs, new DisplayIds());
  for (const each of messages) area.apply(each);
  return outputs;
}

const texts = (outputs: CellOutput[]): unknown[] =>
  outputs.map((output) => {
    if (output.output_type === 'stream') return output.text;
    return output.output_type === 'error' ? output.ename : output.data['text/plain'];
  });

const terminal = (...chunks: string[]): string => chunks.reduce(appendStream, EMPTY_STREAM).text;

test('text of one stream is joined until something else comes between', () => {
  const outputs = collect(
    stream('a'),
    stream('b\n'),
    stream('e', 'stderr'),
    stream('c'),
    shown('display_data', 'd'),
    stream('f'),
    stream(''),
    stream('g'),
  );
  assert.deepEqual(texts(outputs), ['ab\n', 'e', 'c', 'd', 'fg']);
});

test('an empty stream leaves no output', () => {
  assert.deepEqual(collect(stream('')), []);
});

test('a carriage return lets the next text replace the line, over messages too', () => {
  assert.equal(terminal('10%\r20%'), '20%');
  assert.equal(terminal('10%', '\r', '20%', '\r'), '20%');
  assert.equal(terminal('100%\r5%'), '5%0%');
  assert.equal(terminal('first\nsecond\rS'), 'first\nSecond');
  assert.equal(terminal('a\r\nb\r\n'), 'a\nb\n');
  assert.equal(terminal('long line\r', 'short\nnext'), 'shortline\nnext');
  assert.equal(terminal('\ra'), 'a');
});

test('a backspace removes a character, but no newline', () => {
  assert.equal(terminal('abc\b\bd'), 'ad');
  assert.equal(terminal('ab', '\b', 'c'), 'ac');
  assert.equal(terminal('a\n\b\bb'), 'a\nb');
  assert.equal(terminal('\b\bx'), 'x');
});

test('a progress bar leaves its last state in the notebook', () => {
  const steps = Array.from({ length: 11 }, (_, i) => stream(`\r${i * 10}% done`, 'stderr'));
  assert.deepEqual(texts(collect(...steps)), ['100% done']);
});

test('clear_output clears at once, or with wait when the next output comes', () => {
  assert.deepEqual(collect(stream('a'), message('clear_output', { wait: false })), []);
  const waiting = message('clear_output', { wait: true });
  assert.deepEqual(texts(collect(stream('a'), waiting)), ['a']);
  assert.deepEqual(texts(collect(stream('a'), waiting, stream('b'), stream('c'))), ['bc']);
  assert.deepEqual(texts(collect(stream('a'), waiting, shown('display_data', 'd'))), ['d']);
});

test('an update replaces what is displayed under its id, in every cell', () => {
  const ids = new DisplayIds();
  const first: CellOutput[] = [];
  const second: CellOutput[] = [];
  const firstArea = new OutputArea(first, ids);
  const secondArea = new OutputArea(second, ids);
  firstArea.apply(shown('display_data', 'old', 'x'));
  firstArea.apply(shown('display_data', 'other', 'y'));
  secondArea.apply(shown('display_data', 'again', 'x'));
  assert.deepEqual([texts(first), texts(second)], [['again', 'other'], ['again']]);
  secondArea.apply(shown('update_display_data', 'new', 'x'));
  assert.deepEqual([texts(first), texts(second)], [['new', 'other'], ['new']]);
  secondArea.apply(shown('update_display_data', 'nowhere', 'z'));
  assert.deepEqual([texts(first), texts(second)], [['new', 'other'], ['new']]);
});

test('what was cleared is not updated any more, and display ids are not stored', () => {
  const outputs = collect(
    shown('display_data', 'a', 'x'),
    message('clear_output', { wait: false }),
    shown('update_display_data', 'b', 'x'),
    shown('display_data', 'c', 'x'),
  );
  assert.deepEqual(outputs, [
    { output_type: 'display_data', data: { 'text/plain': 'c' }, metadata: {} },
  ]);
});

test('results and errors are stored as nbformat has them', () => {
  const outputs = collect(
    message('execute_result', {
      execution_count: 3,
      data: { 'text/plain': 'r', 'application/json': { a: 1 } },
      metadata: { m: 1 },
      transient: {},
    }),
    message('error', {
      ename: 'E',
      evalue: 'v',
      traceback: ['t'],
      latentlab: { line: 2 },
    }),
    message('status', { execution_state: 'idle' }),
    message('comm_open', {}),
  );
  assert.deepEqual(outputs, [
    {
      output_type: 'execute_result',
      execution_count: 3,
      data: { 'text/plain': 'r', 'application/json': { a: 1 } },
      metadata: { m: 1 },
    },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
  ]);
});

test('what a kernel sends amiss is stored as valid nbformat', () => {
  const outputs = collect(
    message('display_data', { data: { 'text/plain': 5, 'text/html': ['a', 'b'] } }),
    message('error', { evalue: 7 }),
    message('execute_result', { execution_count: 'x', data: null }),
    message('stream', { text: 1 }),
  );
  assert.deepEqual(outputs, [
    { output_type: 'display_data', data: { 'text/plain': '5', 'text/html': 'ab' }, metadata: {} },
    { output_type: 'error', ename: '', evalue: '7', traceback: [] },
    { output_type: 'execute_result', execution_count: null, data: {}, metadata: {} },
    { output_type: 'stream', name: 'stdout', text: '1' },
  ]);
});

/** Lines with their numbers, `from` to before `to`. */
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('');

test('of very long text the beginning and the end are kept, and a sentence tells the rest', () => {
  const count = 300_000;
  const all = lines(0, count);
  const chunks = all.match(/[^]{1,65536}/g) ?? [];
  const outputs = collect(...chunks.map((chunk) => stream(chunk)));
  const parts = texts(outputs).map(String);
  assert.equal(parts.length, 3);
  const [head = '', notice = '', tail = ''] = parts;
  assert.ok(all.startsWith(head) && head.length > 250_000 && head.endsWith('\n'));
  assert.ok(all.endsWith(tail) && tail.length > 250_000 && tail.startsWith('line '));
  const told = /Left out here: ([\d,]+) characters \(([\d,]+) lines\)/.exec(notice) ?? [];
  const [characters, dropped] = told.slice(1).map((n) => Number(n.replaceAll(',', '')));
  assert.equal(characters, all.length - head.length - tail.length);
  assert.equal(dropped, count - (head + tail).split('\n').length + 1);
  assert.ok(head.length + tail.length < 900_000);
});

test('two streams in turn are bounded too, and displays between them stay in their place', () => {
  const outputs: CellOutput[] = [];
  const area = new OutputArea(outputs, new DisplayIds());
  for (let i = 0; i < 50_000; i++) {
    area.apply(stream(`${i}\n`, i % 2 ? 'stderr' : 'stdout'));
    if (i % 10_000 === 0) area.apply(shown('display_data', `shown ${i}`));
  }
  assert.ok(outputs.length < 4000, String(outputs.length));
  const all = texts(outputs).map(String);
  assert.deepEqual(
    all.filter((text) => text.startsWith('shown')),
    [0, 10_000, 20_000, 30_000, 40_000].map((i) => `shown ${i}`),
  );
  assert.equal(all[0], '0\n');
  assert.equal(all.at(-1), '49999\n');
  assert.equal(all.filter((text) => text.includes('Left out here')).length, 1);
});

test('one long line is cut between characters, and may still be overwritten', () => {
  const face = '\u{1f600}';
  const outputs = collect(
    stream('x'),
    ...Array.from({ length: 20 }, () => stream(face.repeat(50_000))),
  );
  for (const text of texts(outputs)) assert.equal(Buffer.from(String(text)).toString(), text);
  const area = new OutputArea(outputs, new DisplayIds());
  area.apply(stream('a'.repeat(2_000_000)));
  area.apply(stream('\rb'));
  assert.match(String(texts(outputs).at(-1)), /^ba+$/);
});

test('a progress bar that is drawn anew is no long text', () => {
  const outputs = collect(
    ...Array.from({ length: 3000 }, (_, i) => stream(`\r${'#'.repeat(400)} ${i}`)),
  );
  assert.deepEqual(texts(outputs), [`${'#'.repeat(400)} 2999`]);
});

test('clearing the output also clears what was left out', () => {
  const outputs = collect(
    stream('a\n'.repeat(1_000_000)),
    message('clear_output', {}),
    stream('b\n'),
  );
  assert.deepEqual(texts(outputs), ['b\n']);
});
