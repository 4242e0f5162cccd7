import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'node:test';
import { codeFrame } from '../../../scripts/kernel/code-frame';

test('a frame shows the line between its neighbours, with carets below the place', () => {
  const source = 'one\ntwo\nlet x = yy;\nfour\nfive\nsix';
  assert.deepEqual(codeFrame(source, 3, 9, 11).map(stripVTControlCharacters), [
    '  1 | one',
    '  2 | two',
    '> 3 | let x = yy;',
    '    |         ^^',
    '  4 | four',
    '  5 | five',
  ]);
});

test('only the marks are coloured: a theme may show any colour badly', () => {
  const coloured = codeFrame('let x = y;', 1, 9)
    .join('\n')
    // eslint-disable-next-line no-control-regex
    .match(/\u001b\[[39][0-8]m[^\u001b]*/g);
  assert.deepEqual(coloured, ['\u001b[31m>', '\u001b[31m^']);
});
