import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkoutFiles, ROOT } from './checkout';

const LINES_TO_ASK_ABOUT = 300;
const LINES_AT_MOST = 400;

test('no file in lib or scripts is longer than 400 lines', (t: TestContext) => {
  const long = checkoutFiles()
    .filter((file) => /^(lib|scripts)\/.*\.(ts|mjs)$/.test(file))
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_TO_ASK_ABOUT);
  for (const { file, lines } of long) t.diagnostic(`${file} has ${lines} lines: is it two?`);
  assert.deepEqual(
    long.filter(({ lines }) => lines > LINES_AT_MOST),
    [],
  );
});

test('every file and folder is named after what it does', () => {
  const nameless = checkoutFiles().filter((file) =>
    file.split('/').some((name) => /^(utils?|helpers?|misc|common)(\.|$)/i.test(name)),
  );
  assert.deepEqual(nameless, []);
});

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
