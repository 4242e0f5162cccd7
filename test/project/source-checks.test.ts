import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaintsOf } from './checkout';

/** The assertion's message is the tool's own report. */
function assertContent(complaints: string): void {
  assert.ok(complaints === '', complaints);
}

test('eslint has no complaints', () => {
  assertContent(complaintsOf('eslint/bin/eslint.js', '.', '--max-warnings=0'));
});

test('all files are formatted by prettier', () => {
  assertContent(complaintsOf('prettier/bin/prettier.cjs', '--check', '.', '--log-level=warn'));
});

test('the arrows between the rooms hold', () => {
  const rooms = ['lib', 'scripts', 'test'];
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'];
  assertContent(complaintsOf('dependency-cruiser/bin/dependency-cruise.mjs', ...options, ...rooms));
});

test('the types in the plain Node modules are right', () => {
  assertContent(complaintsOf('typescript/bin/tsc', '-p', 'tsconfig.setup.json'));
});
