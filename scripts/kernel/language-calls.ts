/** What the main thread and the compiler's side say to each other. */
import type { ConvertedCell } from './converter';

/** What the compiler's side does; `previous` are the declarations of the session so far. */
export interface LanguageMethods {
  convert(previous: string, source: string): ConvertedCell;
  /** Content of a complete_reply. */
  complete(previous: string, code: string, cursor: number): Record<string, unknown>;
  /** Content of an inspect_reply. */
  inspect(previous: string, code: string, cursor: number): Record<string, unknown>;
  /** Content of an is_complete_reply. */
  isComplete(code: string): Record<string, unknown>;
  /** The declarations without the variables that are not among `names`. */
  keepAssigned(declarations: string, names: string[]): string;
}

export type MethodName = keyof LanguageMethods;

export interface LanguageCall {
  id: number;
  method: MethodName;
  args: unknown[];
}

export type LanguageReturn = { id: number; value: unknown } | { id: number; error: string };
