import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import { checkNotebooks } from '../../scripts/check/check-notebooks';
import { renderProblems } from '../../scripts/check/render';
import { checkSettings } from '../../scripts/commands/check';
import { checkoutFiles, ROOT } from './checkout';

test('`latentlab check` finds all notebooks in order', () => {
  const notebooks = checkoutFiles()
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => {
      const file = path.join(ROOT, name);
      return { path: name, file, text: readFileSync(file, 'utf8') };
    });
  assert.ok(notebooks.length > 0);
  const results = checkNotebooks(notebooks, checkSettings());
  const isGood = results.every(({ problems }) => problems.length === 0);
  assert.ok(isGood, renderProblems(results, new Chalk({ level: 0 })));
});
