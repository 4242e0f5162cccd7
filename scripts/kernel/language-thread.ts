/**
 * The language thread: converts and examines code with the TypeScript compiler, beside the main
 * thread, which loads libraries and runs cells meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { completeCode, inspectCode, isCompleteCode } from './code-queries';
import { createCellConverter } from './converter';
import { keepAssigned } from './declarations';
import type { LanguageCall, LanguageMethods, LanguageReturn } from './language';

const { projectRoot } = workerData as { projectRoot: string };
const converter = createCellConverter(projectRoot);

const methods: LanguageMethods = {
  convert: (previous, source) => converter.convert(previous, source),
  complete: (previous, code, cursor) => completeCode(converter, previous, code, cursor),
  inspect: (previous, code, cursor) => inspectCode(converter, previous, code, cursor),
  isComplete: (code) => isCompleteCode(converter.ts, code),
  keepAssigned: (declarations, names) => keepAssigned(converter.ts, declarations, new Set(names)),
};

parentPort?.on('message', ({ id, method, args }: LanguageCall) => {
  let answer: LanguageReturn;
  try {
    answer = { id, value: (methods[method] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
