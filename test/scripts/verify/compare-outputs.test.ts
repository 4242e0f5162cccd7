import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellOutput } from '../../../scripts/jupyter/nbformat';
import { compareOutputs } from '../../../scripts/verify/compare-outputs';
import { CRITERIA, failed, picture, shown, stream } from './outputs';

const compare = (before: CellOutput[], after: CellOutput[]) =>
  compareOutputs(before, after, CRITERIA);
const told = (before: CellOutput[], after: CellOutput[]) =>
  compare(before, after).map(({ output, message }) => `${output}: ${message}`);

test('streams are compared as wholes, each for itself', () => {
  const parts = [stream('a\n'), stream('warning 1\n', 'stderr'), stream('b 1.0\n')];
  const whole = [stream('a\nb 1.00001\n'), stream('warning 1\n', 'stderr')];
  assert.deepEqual(told(parts, whole), []);
  assert.deepEqual(told(parts, [stream('a\nb 1.1\n'), stream('warning 2\n', 'stderr')]), [
    'stdout: 1 number moved, by a relative error of 1.0e-1.',
    'stderr: 1 number moved, by a relative error of 1.0e+0.',
  ]);
  assert.deepEqual(told([], [stream('new\n')]), ['stdout: 1 line differs.']);
});

test('another number of outputs, and other kinds, are differences', () => {
  const a = shown({ 'text/plain': 'a' });
  assert.deepEqual(told([a], [a, a]), ['outputs: There are 2 outputs instead of 1.']);
  assert.deepEqual(told([a], []), ['outputs: There are 0 outputs instead of 1.']);
  const html = shown({ 'text/html': 'a', 'text/plain': 'a' });
  assert.deepEqual(told([a], [html]), ['outputs: The outputs are of other kinds.']);
  assert.deepEqual(told([a], [failed('E', 'a')]), ['outputs: The outputs are of other kinds.']);
  assert.deepEqual(compare([a], [html])[0]?.lines, [
    { sign: '-', text: 'display_data (text/plain)' },
    { sign: '+', text: 'display_data (text/html, text/plain)' },
  ]);
  const result = (count: number): CellOutput => ({
    output_type: 'execute_result',
    execution_count: count,
    data: { 'text/plain': 'a' },
    metadata: {},
  });
  assert.deepEqual(told([a], [result(1)]), ['outputs: The outputs are of other kinds.']);
  assert.deepEqual(told([result(1)], [result(7)]), [], 'numbers of executions');
});

test('errors are compared by name and message, not by their traces', () => {
  const error = failed('RangeError', 'too large', ['at /home/a/x.ts:1']);
  assert.deepEqual(told([error], [failed('RangeError', 'too large', ['elsewhere'])]), []);
  assert.deepEqual(told([error], [failed('TypeError', 'too large')]), ['error: 1 line differs.']);
});

const table = (...rows: number[]) =>
  `<style>td{color:#0072b2}</style><table><tr><th>loss</th></tr>${rows
    .map((row, i) => `<tr><td>epoch ${i}</td><td>${row}</td></tr>`)
    .join('')}</table>`;

test('tables are compared row by row, and shown without their tags', () => {
  assert.deepEqual(
    told([shown({ 'text/html': table(1, 2) })], [shown({ 'text/html': table(1, 2.0001) })]),
    [],
  );
  const [found] = compare(
    [shown({ 'text/html': table(1, 2) })],
    [shown({ 'text/html': table(1, 3) })],
  );
  assert.equal(found?.output, 'text/html');
  assert.deepEqual(
    found?.lines?.map(({ sign, text }) => sign + text),
    ['…2 lines', ' loss', ' epoch 0 │ 1', '-epoch 1 │ 2', '+epoch 1 │ 3'],
  );
  assert.deepEqual(
    found?.numbers?.map(({ before, after }) => [before, after]),
    [['2', '3']],
  );
});

test('what differs in the tags is shown with them', () => {
  const page = (colour: string) => `<p style="color:${colour}">text</p>`;
  const [found] = compare(
    [shown({ 'text/html': page('red') })],
    [shown({ 'text/html': page('blue') })],
  );
  assert.deepEqual(found?.lines?.[0], { sign: '-', text: '<p style="color:red">text</p>' });
});

const dots = (level: number) => picture(40, 20, (x) => (x < 20 ? [level, 0, 0] : [9, 9, 9]));

test('pictures in HTML are compared as pictures', () => {
  const page = (level: number) => `<img src="data:image/png;base64,${dots(level)}">`;
  const html = (level: number) => [shown({ 'text/html': page(level) })];
  assert.deepEqual(told(html(100), html(101)), []);
  const [found] = compare(html(100), html(200));
  assert.equal(found?.output, 'text/html');
  assert.match(found?.message ?? '', /^The picture differs/);
});

test('of several representations the one that tells most is told', () => {
  const bundle = (level: number) => [
    shown({ 'image/png': dots(level), 'text/html': String(level), 'text/plain': `mean ${level}` }),
  ];
  const found = compare(bundle(100), bundle(200));
  assert.deepEqual(
    found.map(({ output }) => output),
    ['image/png'],
  );
  assert.ok(found[0]?.pictures?.difference?.startsWith('data:image/png'));
  const words = (text: string) => [shown({ 'image/png': dots(1), 'text/plain': text })];
  assert.deepEqual(told(words('a'), words('b')), ['text/plain: 1 line differs.']);
});

test('a plot is compared as its figure, and shown by its still picture', () => {
  const plot = (y: number, svg: string) => [
    shown({
      'application/vnd.plotly.v1+json': { data: [{ y: [1, y] }], layout: {} },
      'image/svg+xml': svg,
      'text/html': `<div id="${svg.length}">`,
      'text/plain': 'a line',
    }),
  ];
  assert.deepEqual(told(plot(2, '<svg/>'), plot(2.0001, '<svg a="1"/>')), []);
  const [found] = compare(plot(2, '<svg/>'), plot(3, '<svg a="1"/>'));
  assert.equal(found?.output, 'application/vnd.plotly.v1+json');
  assert.deepEqual(
    found?.numbers?.map(({ place }) => place),
    ['data[0].y[1]'],
  );
  const uri = (svg: string) => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  assert.deepEqual(found?.pictures, { before: uri('<svg/>'), after: uri('<svg a="1"/>') });
});

test('other types are compared as text, JSON or bytes', () => {
  const differs = (mime: string, before: unknown, after: unknown) =>
    compare([shown({ [mime]: before })], [shown({ [mime]: after })]).length > 0;
  assert.ok(!differs('image/svg+xml', '<path d="M1.5 2"/>', '<path d="M1.50001 2"/>'));
  assert.ok(differs('image/svg+xml', '<path d="M1.5 2"/>', '<path d="M1.6 2"/>'));
  assert.ok(differs('text/latex', '$x^2$', '$x^3$'));
  assert.ok(!differs('text/markdown', ['a\n', 'b'], 'a\nb'));
  assert.ok(differs('application/json', { a: [1] }, { a: [2] }));
  assert.ok(differs('application/vnd.other+json', { a: 'x' }, { a: 'y' }));
  assert.ok(!differs('image/jpeg', 'AA\nAA', 'AAAA'));
  assert.ok(differs('image/jpeg', 'AAAA', 'AAAB'));
});
