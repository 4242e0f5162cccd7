import { completeCode, inspectCode, isCompleteCode } from './code-queries';
import type { CellConverter } from './converter';
import { keepAssigned } from './declarations';
import type { LanguageCall, LanguageMethods, LanguageReturn } from './language-calls';

/** The side that holds the compiler: answers calls with the converter of a session. */
export function answerWith(converter: CellConverter): (call: LanguageCall) => LanguageReturn {
  const methods: LanguageMethods = {
    convert: (previous, source) => converter.convert(previous, source),
    complete: (previous, code, cursor) => completeCode(converter, previous, code, cursor),
    inspect: (previous, code, cursor) => inspectCode(converter, previous, code, cursor),
    isComplete: (code) => isCompleteCode(converter.ts, code),
    keepAssigned: (declarations, names) => keepAssigned(converter.ts, declarations, new Set(names)),
  };
  return ({ id, method, args }) => {
    try {
      return { id, value: (methods[method] as (...args: unknown[]) => unknown)(...args) };
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) };
    }
  };
}
