import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type CellConverter, loadConverter } from '../../../scripts/kernel/converter';
import { ParsedFiles } from '../../../scripts/kernel/parsed-files';
import { findProjectRoot } from '../../../scripts/kernel/project-root';
import { temporaryFolder } from '../fixtures/kernels';

const CELL = "import { size, part } from 'latentlab';\n[size, part]";

/** What the compiler says of a cell that imports `size` and `part`. */
function messages(converter: CellConverter): string[] {
  return converter.convert('', CELL).diagnostics.map(({ message }) => message);
}

test('parsed files are given while they are the same on the disk, else read', async (t) => {
  const before = process.cwd();
  const root = realpathSync(await temporaryFolder(t));
  process.chdir(root);
  t.after(() => process.chdir(before));
  symlinkSync(path.join(findProjectRoot(), 'node_modules'), path.join(root, 'node_modules'));
  const globals = path.join('scripts', 'kernel', 'cell-globals.d.ts');
  mkdirSync(path.dirname(globals), { recursive: true });
  copyFileSync(path.join(findProjectRoot(), globals), globals);
  mkdirSync('dist/lib', { recursive: true });
  const index = path.join(root, 'dist', 'lib', 'index.d.ts');
  const part = path.join(root, 'dist', 'lib', 'part.d.ts');
  const INDEX = "export { part } from './part';\nexport declare const size: number;\n";
  writeFileSync(index, INDEX);
  writeFileSync(part, 'export declare const part: number;\n');
  const then = new Date('2024-01-01T00:00:00Z');
  utimesSync(index, then, then);

  const parsed = new ParsedFiles();
  const createConverter = loadConverter(root, parsed);
  assert.deepEqual(messages(createConverter()), []);
  parsed.finish();

  // As long and as old as it was: nobody looks inside.
  writeFileSync(index, INDEX.replace('size', 'tall'));
  utimesSync(index, then, then);
  const first = createConverter();
  assert.deepEqual(messages(first), []);
  assert.deepEqual(messages(first), []);

  const missing = (name: string): string[] => [
    `Module '"latentlab"' has no exported member '${name}'.`,
  ];
  writeFileSync(index, INDEX.replace('size', 'height'));
  assert.deepEqual(messages(first), missing('size'), 'changed while the converter is in use');
  writeFileSync(index, INDEX);
  assert.deepEqual(messages(first), []);

  rmSync(part);
  mkdirSync('dist/lib/part');
  writeFileSync('dist/lib/part/index.d.ts', 'export declare const part: string;\n');
  utimesSync(index, then, then);
  const moved = createConverter();
  assert.deepEqual(messages(moved), [], 'an import leads elsewhere');
  assert.match(moved.convert('', `${CELL};\npart`).declarations, /part/);

  writeFileSync(index, INDEX.replace('size', 'depth'));
  assert.deepEqual(messages(createConverter()), missing('size'), 'changed before the converter');
});
