import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { files, FOLDER } from './collection';

describe('the notebooks as a collection', () => {
  it('are all in the list, and no other', () => {
    const list = fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
    const listed = [...list.matchAll(/\]\(([^)]+\.ipynb)\)/g)].map(([, file = '']) => file);
    assert.deepEqual(listed.sort(), [...files].sort());
  });

  it('name no notebook that is not there', () => {
    const names = new Set(files.map((file) => path.posix.basename(file)));
    for (const file of files) {
      const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
      for (const [, named = ''] of text.matchAll(/([\w-]+\.ipynb)/g)) {
        assert.ok(names.has(named), `${file} names ${named}`);
      }
    }
  });
});
