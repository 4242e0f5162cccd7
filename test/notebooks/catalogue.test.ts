import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../project/checkout';

test('the list of the notebooks names every notebook, and no other', () => {
  const folder = path.join(ROOT, 'notebooks');
  const list = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
  const listed = [...list.matchAll(/\]\(([^)]+\.ipynb)\)/g)].map(([, file = '']) => file);
  const there = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ipynb') && !file.includes('.ipynb_checkpoints'));
  assert.deepEqual(listed.sort(), there.sort());
});
