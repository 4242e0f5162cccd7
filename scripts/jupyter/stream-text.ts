/** Text of a stream as a terminal shows it, with the place where the next character goes. */
export interface StreamText {
  readonly text: string;
  /** Index in `text`; less than its length after a carriage return. */
  readonly cursor: number;
}

/** What a stream holds before anything is written to it. */
export const EMPTY_STREAM: StreamText = { text: '', cursor: 0 };

/**
 * Appends what a kernel printed as Jupyter's frontends show it: a carriage return goes back to the
 * start of the line, whose characters the next ones replace; a backspace removes the character
 * before the cursor; neither leaves its line.
 */
export function appendStream({ text, cursor }: StreamText, chunk: string): StreamText {
  if (cursor === text.length && !/[\b\r]/.test(chunk)) {
    return { text: text + chunk, cursor: cursor + chunk.length };
  }
  for (const part of chunk.match(/[\b\r\n]|[^\b\r\n]+/g) ?? []) {
    if (part === '\r') {
      cursor = cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1;
    } else if (part === '\b') {
      if (cursor > 0 && text[cursor - 1] !== '\n') {
        text = text.slice(0, cursor - 1) + text.slice(cursor);
        cursor -= 1;
      }
    } else if (part === '\n' || cursor === text.length) {
      // A newline ends the whole line, wherever in it the cursor stands.
      text += part;
      cursor = text.length;
    } else {
      text = text.slice(0, cursor) + part + text.slice(cursor + part.length);
      cursor += part.length;
    }
  }
  return { text, cursor };
}
