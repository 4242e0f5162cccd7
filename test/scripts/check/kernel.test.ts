import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKernel, isInLanguage } from '../../../scripts/check/kernel';
import { KERNEL, notebookOf, told } from './notebooks';

test('a notebook of the kernel is in order', () => {
  assert.deepEqual(checkKernel(notebookOf([]), KERNEL), []);
  assert.equal(isInLanguage(notebookOf([]), KERNEL), true);
});

test('another kernel or language, or none, is told', () => {
  const python = notebookOf([], {
    kernelspec: { name: 'python3', display_name: 'Python', language: 'python' },
    language_info: { name: 'python' },
  });
  assert.deepEqual(told(checkKernel(python, KERNEL)), [
    "- kernel metadata.kernelspec.name is 'python3'; it should be 'tslab'.",
    "- kernel metadata.kernelspec.language is 'python'; it should be 'typescript'.",
    "- kernel metadata.language_info.name is 'python'; it should be 'typescript'.",
  ]);
  assert.equal(isInLanguage(python, KERNEL), false);
  const bare = notebookOf([], { kernelspec: undefined, language_info: undefined });
  assert.deepEqual(told(checkKernel(bare, KERNEL)), [
    "- kernel metadata.kernelspec.name is missing; it should be 'tslab'.",
    "- kernel metadata.kernelspec.language is missing; it should be 'typescript'.",
    "- kernel metadata.language_info.name is missing; it should be 'typescript'.",
  ]);
  assert.equal(isInLanguage(bare, KERNEL), true);
});
