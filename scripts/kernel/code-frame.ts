/** Excerpts of source code with a mark under the place that matters, styled for a terminal. */

/**
 * ANSI styles of tracebacks. JupyterLab shows these on pink or on dark red, where its grey and cyan
 * cannot be read: what must be read has no colour. It ignores `faint`.
 */
export const ansi = {
  red: (text: string) => `\u001b[31m${text}\u001b[39m`,
  faint: (text: string) => `\u001b[2m${text}\u001b[22m`,
  bold: (text: string) => `\u001b[1m${text}\u001b[22m`,
};

/** Lines of context above and below the marked one. */
const CONTEXT = 2;
/** Longer lines are cut, so that a page of data in one line does not drown the message. */
const MAX_LINE = 160;

function cut(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}

/**
 * The lines of `source` around a position, numbered, with an arrow at the line and a caret (or a
 * row of them, up to `endColumn`) below it.
 *
 * @param line one-based
 * @param column one-based
 */
export function codeFrame(source: string, line: number, column: number, endColumn?: number) {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - CONTEXT);
  const last = Math.min(lines.length, line + CONTEXT);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = cut(lines[number - 1] ?? '');
    const label = String(number).padStart(width);
    if (number !== line) {
      frame.push(`  ${ansi.faint(`${label} |`)} ${text}`);
      continue;
    }
    frame.push(`${ansi.red('>')} ${ansi.faint(`${label} |`)} ${text}`);
    if (column > text.length + 1) continue;
    const carets = Math.max(1, Math.min(endColumn ?? column + 1, text.length + 1) - column);
    // Tabs are kept, so that the caret stands where the editor shows the character.
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    frame.push(
      `  ${ansi.faint(`${' '.repeat(width)} |`)} ${indent}${ansi.red('^'.repeat(carets))}`,
    );
  }
  return frame;
}
