import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../project/checkout';

const FOLDER = path.join(ROOT, 'notebooks');
const notebooks = fs
  .readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ipynb') && !file.includes('.ipynb_checkpoints'));

describe('the notebooks as a collection', () => {
  it('are all in the list, and no other', () => {
    const list = fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
    const listed = [...list.matchAll(/\]\(([^)]+\.ipynb)\)/g)].map(([, file = '']) => file);
    assert.deepEqual(listed.sort(), notebooks.sort());
  });

  it('name no notebook that is not there', () => {
    const names = new Set(notebooks.map((file) => path.posix.basename(file)));
    for (const file of notebooks) {
      const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
      for (const [, named = ''] of text.matchAll(/([\w-]+\.ipynb)/g)) {
        assert.ok(names.has(named), `${file} names ${named}`);
      }
    }
  });
});
