import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { installKernel, uninstallKernel } from '../../../scripts/kernel/install';

describe('installKernel', () => {
  let prefix: string;
  beforeEach(() => {
    prefix = mkdtempSync(path.join(tmpdir(), 'latentlab-prefix-'));
  });
  afterEach(() => rmSync(prefix, { recursive: true }));

  test('writes a spec that starts this kernel, and removes it again', () => {
    const folder = installKernel({ prefix });
    assert.equal(folder, path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab'));
    const spec = JSON.parse(readFileSync(path.join(folder, 'kernel.json'), 'utf8')) as {
      argv: string[];
      language: string;
      interrupt_mode: string;
    };
    assert.equal(spec.language, 'typescript');
    assert.equal(spec.interrupt_mode, 'message');
    assert.ok(existsSync(spec.argv.at(-2) ?? ''), 'the entry exists');
    assert.equal(spec.argv.at(-1), '{connection_file}');
    assert.match(readFileSync(path.join(folder, 'logo-svg.svg'), 'utf8'), /^<svg [^]*<\/svg>\s*$/);
    assert.equal(uninstallKernel({ prefix }), folder);
    assert.equal(existsSync(folder), false);
    assert.equal(uninstallKernel({ prefix }), undefined);
  });

  test('installing again is fine', () => {
    assert.equal(installKernel({ prefix }), installKernel({ prefix }));
  });

  test("leaves another program's kernel alone unless forced", () => {
    const folder = path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
    mkdirSync(folder, { recursive: true });
    const foreign = '{"argv": ["tslab", "kernel"], "display_name": "TypeScript"}';
    writeFileSync(path.join(folder, 'kernel.json'), foreign);
    assert.throws(() => installKernel({ prefix }), /--force/);
    assert.throws(() => uninstallKernel({ prefix }), /--force/);
    assert.equal(readFileSync(path.join(folder, 'kernel.json'), 'utf8'), foreign);
    installKernel({ prefix, force: true });
    assert.match(readFileSync(path.join(folder, 'kernel.json'), 'utf8'), /connection_file/);
  });

  test('a place that cannot be written to is named', () => {
    const file = path.join(prefix, 'file');
    writeFileSync(file, '');
    assert.throws(() => installKernel({ prefix: file }), /cannot be written .*--prefix/);
  });
});
