/**
 * The language thread: converts and examines code with the TypeScript compiler, beside the main
 * thread, which loads libraries and runs cells meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadConverter } from './converter';
import type { LanguageCall } from './language-calls';
import { answerWith } from './language-methods';

const { projectRoot } = workerData as { projectRoot: string };
const answer = answerWith(loadConverter(projectRoot)());

parentPort?.on('message', (call: LanguageCall) => parentPort?.postMessage(answer(call)));
