import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import { highlightLines, numberedCode } from '../../../scripts/report/code';

const SOURCE = '/* one\n   two */\nconst s = `a\n${b}\nc`;';

test('highlighted lines are balanced, and together they are the source', () => {
  const lines = highlightLines(SOURCE, 'typescript');
  assert.equal(lines.length, 5);
  for (const { text } of lines) {
    assert.equal(text.match(/<span/g)?.length ?? 0, text.match(/<\/span>/g)?.length ?? 0);
  }
  const text = lines.map((line) => JSDOM.fragment(line.text).textContent).join('\n');
  assert.equal(text, SOURCE);
  assert.match(lines[1]?.text ?? '', /^<span class="hljs-comment">/);
});

test('numbered code marks one line and shows as many around it as asked', () => {
  const source = Array.from({ length: 20 }, (_, i) => `f(${i + 1});`).join('\n');
  const block = JSDOM.fragment(numberedCode(source, 'typescript', 10, 2).text);
  const numbers = [...block.querySelectorAll('.line')].map((line) =>
    line.getAttribute('data-line'),
  );
  assert.deepEqual(numbers, ['8', '9', '10', '11', '12']);
  assert.equal(block.querySelector('mark')?.textContent, 'f(10);\n');
});

test('a language that nobody knows is plain, escaped text', () => {
  assert.equal(highlightLines('a < b', 'klingon')[0]?.text, 'a &lt; b');
});
