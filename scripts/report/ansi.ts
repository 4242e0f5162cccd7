import { AnsiUp } from 'ansi_up';
import { type Markup, trusted } from './markup';

/**
 * Output of a terminal as HTML, line by line: colours become classes (`ansi-red-fg`), and what a
 * carriage return has overwritten is left out. Each line is balanced HTML of its own.
 */
export function ansiLines(text: string): Markup[] {
  const converter = new AnsiUp();
  converter.use_classes = true;
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => trusted(converter.ansi_to_html(lastWritten(line))));
}

/** What remains to be seen of a line that a progress bar wrote again and again. */
function lastWritten(line: string): string {
  if (!line.includes('\r')) return line;
  return (
    line
      .split('\r')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  );
}
