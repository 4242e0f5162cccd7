import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import type { RunEvent } from '../../../scripts/runner/events';
import { LiveOutput } from '../../../scripts/runner/live-output';
import type { CellResult } from '../../../scripts/runner/result';

const colours = new Chalk({ level: 0 });
const printed = (path: string, text: string, name: 'stdout' | 'stderr' = 'stdout'): RunEvent => ({
  type: 'output',
  path,
  position: 1,
  name,
  text,
});
const ended = (path: string): RunEvent => ({
  type: 'cell-ended',
  path,
  position: 1,
  cell: {} as CellResult,
});

test('lines are shown when they are whole, each with its notebook where there are several', () => {
  const output = new LiveOutput(5, colours);
  assert.equal(output.apply(printed('a.nb', 'one\ntw')), 'a.nb  │ one\n');
  assert.equal(output.apply(printed('bb.nb', 'other\n')), 'bb.nb │ other\n');
  assert.equal(output.apply(printed('a.nb', 'error\n', 'stderr')), 'a.nb  │ error\n');
  assert.equal(output.apply(printed('a.nb', 'o\nthree')), 'a.nb  │ two\n');
  assert.equal(output.apply(ended('bb.nb')), '');
  assert.equal(output.apply(ended('a.nb')), 'a.nb  │ three\n');
  assert.equal(output.apply(ended('a.nb')), '');
});

test('one notebook alone is not named', () => {
  assert.equal(new LiveOutput(0, colours).apply(printed('a.nb', 'x\n\ny\n')), 'x\n\ny\n');
});

test('of a line that is drawn anew the last state counts', () => {
  const output = new LiveOutput(0, colours);
  assert.equal(output.apply(printed('a', '10%\r50%')), '');
  assert.equal(output.apply(printed('a', '\r100%\r\n')), '100%\n');
});

test("a cell's errors stand out from what it prints", () => {
  const output = new LiveOutput(0, new Chalk({ level: 1 }));
  assert.equal(output.apply(printed('a', 'x\n', 'stderr')), '\x1b[33mx\x1b[39m\n');
});
