/**
 * The language process: does what the language thread does, where there is a snapshot of a compiler
 * that has read its declarations. Only a process can start from one.
 */
import type { CellConverter } from './converter';
import type { LanguageCall } from './language-calls';
import { answerWith } from './language-methods';

/** What the process does once its snapshot is loaded; it ends with the kernel that started it. */
export function serve(createConverter: () => CellConverter): void {
  process.on('disconnect', () => process.exit(0));
  if (!process.connected) process.exit(0);
  // Ctrl-C in a terminal reaches all processes there: it is for the kernel.
  process.on('SIGINT', () => undefined);
  // Node remembers the folder in which the snapshot was made.
  process.chdir('.');
  const answer = answerWith(createConverter());
  process.on('message', (call: LanguageCall) => process.send?.(answer(call)));
}
