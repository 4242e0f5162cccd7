/** What frontends ask about code that is not run: completion, documentation, completeness. */
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { CellConverter } from './converter';

/** Jupyter counts code points, JavaScript UTF-16 units: an emoji is one, and two. */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

export function toCodePointOffset(text: string, utf16: number): number {
  return [...text.slice(0, utf16)].length;
}

/** Content of a complete_reply. */
export function completeCode(
  converter: CellConverter,
  declarations: string,
  code: string,
  cursor: number,
): Record<string, unknown> {
  const { start, end, candidates } = converter.complete(
    declarations,
    code,
    toUtf16Offset(code, cursor),
  );
  return {
    status: 'ok',
    matches: candidates,
    cursor_start: toCodePointOffset(code, start),
    cursor_end: toCodePointOffset(code, end),
    metadata: {},
  };
}

/** Content of an inspect_reply: the symbol's type and documentation. */
export function inspectCode(
  converter: CellConverter,
  declarations: string,
  code: string,
  cursor: number,
): Record<string, unknown> {
  const { ts } = converter;
  const info = converter.inspect(declarations, code, toUtf16Offset(code, cursor));
  if (!info) return { status: 'ok', found: false, data: {}, metadata: {} };
  const tags = (info.tags ?? []).map(
    (tag) => `@${tag.name} ${ts.displayPartsToString(tag.text ?? [])}`,
  );
  const text = [
    ts.displayPartsToString(info.displayParts ?? []),
    ts.displayPartsToString(info.documentation ?? []),
    tags.join('\n'),
  ];
  return {
    status: 'ok',
    found: true,
    data: { 'text/plain': text.filter((part) => part !== '').join('\n\n') },
    metadata: {},
  };
}

type WithDiagnostics = TypeScript.SourceFile & {
  parseDiagnostics?: readonly TypeScript.Diagnostic[];
};

/** TypeScript's codes for text that may go on in the next line: template literals and comments. */
const OPEN_ENDED = new Set([1160, 1010]);
/** A string or a regular expression cannot go on in the next line. */
const CLOSED = new Set([1002, 1161]);

/**
 * Content of an is_complete_reply. Code is incomplete where all that is wrong with it is that it
 * ends too early.
 */
export function isCompleteCode(ts: typeof TypeScript, code: string): Record<string, unknown> {
  const file: WithDiagnostics = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, false);
  const diagnostics = file.parseDiagnostics ?? [];
  if (diagnostics.length === 0) return { status: 'complete' };
  const end = code.trimEnd().length;
  const endsEarly = diagnostics.every(
    ({ start = 0, code: number }) =>
      OPEN_ENDED.has(number) || (start >= end && !CLOSED.has(number)),
  );
  return endsEarly ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** Indentation of the line after `code`: one step more than its last line where that opens a block. */
function nextIndent(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(last)?.[0] ?? '';
  return /[{([]$/.test(last.trimEnd()) ? `${indent}  ` : indent;
}
