/** How the terminal shows a run's durations, states and columns. */
import { Chalk, supportsColor, type ChalkInstance } from 'chalk';
import prettyMilliseconds from 'pretty-ms';
import stringWidth from 'string-width';
import type { NotebookStatus } from './result';

/** Colours for stdout: none where it is no terminal, or NO_COLOR is set (no-color.org). */
export function terminalColours(env: NodeJS.ProcessEnv = process.env): ChalkInstance {
  const isOff = (env['NO_COLOR'] ?? '') !== '';
  return new Chalk({ level: isOff || !supportsColor ? 0 : supportsColor.level });
}

/** Seconds as `0.4s`, `33.1s`, `2m 5s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  return prettyMilliseconds(Math.round(seconds) * 1000);
}

/** Seconds without a fraction, for what changes while one looks. */
export function roughDuration(seconds: number): string {
  return seconds < 59.5 ? `${Math.round(seconds)}s` : duration(seconds);
}

/** Bytes as `512 MiB`, `1.5 GiB`. */
export function memorySize(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  if (mebibytes < 1024) return `${Math.round(mebibytes)} MiB`;
  return `${Number((mebibytes / 1024).toFixed(1))} GiB`;
}

/** Text filled up with spaces to `width` columns of a terminal. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** Width that the widest of `texts` takes. */
export function widest(texts: Iterable<string>): number {
  return Math.max(0, ...[...texts].map((text) => stringWidth(text)));
}

/** `text` cut to `width` columns, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Lines of at most `width` columns, broken between words; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let current = '';
    for (const word of line.split(/(?<=\S)\s+/)) {
      const joined = current === '' ? word : `${current} ${word}`;
      if (current !== '' && stringWidth(joined) > width) {
        lines.push(current);
        current = word;
      } else {
        current = joined;
      }
    }
    lines.push(current);
  }
  return lines;
}

/** First line of a message. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

const MARKS: Record<NotebookStatus, [mark: string, colour: 'green' | 'red' | 'yellow' | 'dim']> = {
  ok: ['✓', 'green'],
  cached: ['✓', 'green'],
  skipped: ['–', 'dim'],
  different: ['≠', 'red'],
  failed: ['✗', 'red'],
  timeout: ['✗', 'red'],
  dead: ['✗', 'red'],
  interrupted: ['!', 'yellow'],
};

/** Mark of a status, coloured. */
export function statusMark(status: NotebookStatus, colours: ChalkInstance): string {
  const [mark, colour] = MARKS[status];
  return colours[colour](mark);
}

/** The status' name in its colour, filled up to `width`. */
export function statusName(status: NotebookStatus, colours: ChalkInstance, width: number): string {
  return colours[MARKS[status][1]](pad(status, width));
}
