import type { Cell, CellOutput, MimeBundle, MultilineString, Notebook } from './nbformat';

/** Ends of lines as Python's `str.splitlines` knows them, by which Jupyter splits text. */
const ENDS = String.raw`\n\r\v\f\x1c-\x1e\x85\u2028\u2029`;
const LINES = new RegExp(`[^${ENDS}]*(?:\\r\\n|[${ENDS}]|$)`, 'g');

function splitLines(text: MultilineString): string[] {
  return typeof text === 'string' ? (text.match(LINES) ?? []).filter((line) => line !== '') : text;
}

/** Text is stored as lines, so that differences between versions read well; base64 is not. */
function isSplit(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml';
}

function splitBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [
      mime,
      typeof value === 'string' && isSplit(mime) ? splitLines(value) : value,
    ]),
  );
}

function splitOutput(output: CellOutput): CellOutput {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: splitLines(output.text) };
    case 'display_data':
    case 'execute_result':
      return { ...output, data: splitBundle(output.data) };
    case 'error':
      return output;
  }
}

function splitCell(cell: Cell): Cell {
  const source = splitLines(cell.source);
  if (cell.cell_type === 'code') {
    return { ...cell, source, outputs: cell.outputs.map(splitOutput) };
  }
  const attachments = cell.attachments && {
    attachments: Object.fromEntries(
      Object.entries(cell.attachments).map(([name, bundle]) => [name, splitBundle(bundle)]),
    ),
  };
  return { ...cell, source, ...attachments };
}

/** By code points, as Python sorts; JavaScript's own order is that of UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** JSON with sorted keys and one space of indent; `JSON.stringify` would put keys like `10` first. */
function stringify(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item) => stringify(item, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => byCodePoint(a, b))
        .map(([key, member]) => `${JSON.stringify(key)}: ${stringify(member, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}

/**
 * Text of a notebook's file as Jupyter writes it: keys sorted, one space of indent, text as lists of
 * lines, a newline at the end. The notebook itself is not changed.
 */
export function serialiseNotebook(notebook: Notebook): string {
  const stored = { ...notebook, cells: notebook.cells.map(splitCell) };
  return `${stringify(stored)}\n`;
}
