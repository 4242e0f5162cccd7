import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { complaintsOf, ROOT } from './checkout';

const NOTEBOOK = `
import { tf, backendInfo } from ${JSON.stringify(path.join(ROOT, 'dist', 'lib', 'index'))};
const matrix: tf.Tensor2D = tf.ones([2, 2]);
const model: tf.LayersModel = tf.sequential();
const name: string = backendInfo().name;
console.log(matrix, model, name);
`;

test("the kernel's older TypeScript reads the library's declarations, types within tf too", (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latentlab-types-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const check = (name: string, content: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return complaintsOf(
      '@tslab/typescript-for-tslab/lib/tsc.js',
      ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'commonjs'],
      ...['--moduleResolution', 'node10', '--typeRoots', path.join(ROOT, 'node_modules/@types')],
      ...['--types', 'node', file],
    );
  };
  assert.equal(check('right.ts', NOTEBOOK), '');
  const wrong = NOTEBOOK.replace('tf.Tensor2D', 'tf.Tensor3D');
  assert.match(check('wrong.ts', wrong), /^\S*wrong\.ts\(3,\d+\): error TS\d+/m);
});
