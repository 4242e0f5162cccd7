import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHeadings } from '../../../scripts/check/headings';
import { code, markdown, notebookOf, told } from './notebooks';

const check = (...texts: string[]): string[] =>
  told(checkHeadings(notebookOf(texts.map((text) => markdown(text)))));

test('a title and headings that go down step by step are in order', () => {
  assert.deepEqual(check('# A\n\n## B', '### C', '## D', 'no heading', 'E\n---\n### F'), []);
});

test('what only looks like a heading is none', () => {
  assert.deepEqual(check('# A', '```\n# B\n```', '> # quoted', '#5 is alive'), []);
  assert.deepEqual(
    told(checkHeadings(notebookOf([markdown('# A'), code('#### not Markdown')]))),
    [],
  );
});

test('a missing, a late and a second title are told', () => {
  assert.deepEqual(check('text'), ['- headings The notebook has no title: no heading of level 1.']);
  assert.deepEqual(check('text\n\n## B', '# A'), [
    '1:3:1 headings The first heading has level 2; the title has level 1.',
  ]);
  assert.deepEqual(check('# A', '## B\n\nC\n==='), [
    '2:3:1 headings This is a second heading of level 1; a notebook has one title.',
  ]);
});

test('a level that is left out is told', () => {
  assert.deepEqual(check('# A', '### B', '#### C'), [
    '2:1:1 headings A heading of level 3 follows one of level 1: a level is left out.',
  ]);
});
