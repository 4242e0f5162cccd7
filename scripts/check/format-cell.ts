import path from 'node:path';
import * as prettier from 'prettier';
import ts from 'typescript';
import type { FormatCode } from './fix';
import { lastExpression, parseCode } from './parse-code';

const IGNORE = '// prettier-ignore\n';

/** Positions at which imports begin that have more than one line. */
function longImports(source: string): number[] {
  const file = parseCode(source);
  return file.statements
    .filter(ts.isImportDeclaration)
    .filter((statement) => statement.getText(file).includes('\n'))
    .map((statement) => statement.getStart(file));
}

/** Without the semicolon with which the formatter ends the last expression. */
function withoutLastSemicolon(source: string): string {
  const last = lastExpression(source);
  if (!last || source[last.end - 1] !== ';') return source;
  return source.slice(0, last.end - 1) + source.slice(last.end);
}

/**
 * A code cell as prettier writes it, with three exceptions. An expression at the cell's end, whose
 * value is shown, keeps or lacks its semicolon as before. An import of more than one line stays as it
 * is laid out: prettier would take a line for every name. And code in other languages inside strings
 * stays, as it is a part of values.
 *
 * @param options prettier's
 * @throws SyntaxError where the cell does not parse
 */
export async function formatCell(source: string, options: prettier.Options): Promise<string> {
  // From the last to the first, so that the positions before stay right.
  const marked = longImports(source).reduceRight(
    (text, start) => text.slice(0, start) + IGNORE + text.slice(start),
    source,
  );
  const formatted = await prettier.format(marked, {
    ...options,
    parser: 'typescript',
    embeddedLanguageFormatting: 'off',
  });
  const unmarked = longImports(formatted).reduceRight((text, start) => {
    const before = text.slice(0, start);
    return before.endsWith(IGNORE) ? before.slice(0, -IGNORE.length) + text.slice(start) : text;
  }, formatted.trimEnd());
  const last = lastExpression(source);
  const isShown = last !== undefined && source[last.end - 1] !== ';';
  return isShown ? withoutLastSemicolon(unmarked) : unmarked;
}

/** Formats the cells of the notebook at `file` by the configuration that holds there, or else in `root`. */
export async function formatterFor(file: string, root: string): Promise<FormatCode> {
  const options =
    (await prettier.resolveConfig(file)) ??
    (await prettier.resolveConfig(path.join(root, 'package.json')));
  return (source) => formatCell(source, options ?? {});
}
