import { inspect } from 'node:util';
import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { formatFixed, formatNonFinite, formatScientific } from './format-number';
import { markedTitle } from './data-mark';
import { escapeHtml } from './html';
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from './mime';

/** What can stand in a table; null and undefined leave the place empty. */
export type TableCell = number | string | boolean | null | undefined;

/** The content of a table: one object per row, or one list (or vector) per column. */
export type TableContent =
  readonly Readonly<Record<string, TableCell>>[] | Readonly<Record<string, TableColumn>>;

/** A column by its values, from the top. */
export type TableColumn =
  readonly TableCell[] | Float32Array | Float64Array | Int32Array | tf.Tensor;

/** How {@link table} shows its content. */
export interface TableOptions {
  /** A line above the table. */
  caption?: string;
  /**
   * Decimals of the numbers of columns that hold fractions.
   * @default 4
   */
  digits?: number;
}

const RULE = '1px solid rgba(128, 128, 128, 0.5)';
const PADDING = 'padding: 0.25em 0.8em';

/** A table ready to be shown: HTML for pages, aligned text for terminals. */
export class Table implements Displayable {
  constructor(
    /** The heads of the columns. */
    readonly heads: readonly string[],
    /** The text of every place, row by row. */
    readonly rows: readonly (readonly string[])[],
    /** Which columns hold numbers and stand to the right. */
    private readonly numeric: readonly boolean[],
    private readonly caption = '',
  ) {}

  /** The table as lines of text in aligned columns. */
  toString(): string {
    const widths = this.heads.map((head, column) =>
      Math.max(head.length, ...this.rows.map((row) => (row[column] ?? '').length)),
    );
    const lines = [this.heads, ...this.rows].map((row) =>
      row
        .map((text, column) =>
          this.numeric[column]
            ? text.padStart(widths[column] ?? 0)
            : text.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    );
    const rule = widths.map((width) => '-'.repeat(width)).join('  ');
    const [head = '', ...body] = lines;
    const caption = markedTitle(this.caption);
    return [...(caption ? [caption] : []), head, rule, ...body].join('\n');
  }

  /** The table as an HTML element that takes its colours from the page. */
  toHtml(): string {
    const row = (texts: readonly string[], tag: 'th' | 'td', border: string) =>
      `<tr>${texts
        .map((text, column) => {
          const align = this.numeric[column] ? 'right' : 'left';
          return `<${tag} style="text-align: ${align}; ${PADDING}${border}">${escapeHtml(text)}</${tag}>`;
        })
        .join('')}</tr>`;
    const title = markedTitle(this.caption);
    const caption = title
      ? `<caption style="caption-side: top; text-align: left; padding: 0.25em 0">${escapeHtml(title)}</caption>`
      : '';
    const head = row(this.heads, 'th', `; border-bottom: ${RULE}`);
    const body = this.rows.map((texts) => row(texts, 'td', '')).join('\n');
    return (
      '<table style="border-collapse: collapse; font-variant-numeric: tabular-nums">' +
      `${caption}\n<thead>${head}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`
    );
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return { 'text/html': this.toHtml(), 'text/plain': this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * A table of rows (objects whose keys are the heads of the columns) or of columns (lists, typed arrays
 * or one-dimensional tensors by their heads). Whole numbers stand as they are, columns with fractions
 * with the same number of decimals throughout.
 *
 * @throws ArgumentError where columns differ in length or a tensor is no vector.
 */
export function table(content: TableContent, options: TableOptions = {}): Table {
  const { caption, digits = 4 } = options;
  const columns = columnsOf(content);
  const heads = Object.keys(columns);
  const length = Math.max(0, ...Object.values(columns).map((column) => column.length));
  for (const [head, column] of Object.entries(columns)) {
    if (column.length !== length) {
      throw new ArgumentError(
        `The column '${head}' has ${column.length} values, another one ${length}.`,
        'Give all columns of a table the same length.',
      );
    }
  }
  const texts = Object.values(columns).map((column) => formatColumn(column, digits));
  const numeric = Object.values(columns).map((column) => column.every(isNumberOrEmpty));
  const rows = Array.from({ length }, (_, row) => texts.map((column) => column[row] ?? ''));
  return new Table(heads, rows, numeric, caption);
}

function columnsOf(content: TableContent): Record<string, TableCell[]> {
  if (isRows(content)) {
    const heads = [...new Set(content.flatMap((row) => Object.keys(row)))];
    return Object.fromEntries(heads.map((head) => [head, content.map((row) => row[head])]));
  }
  return Object.fromEntries(
    Object.entries(content).map(([head, column]) => [head, valuesOf(head, column)]),
  );
}

function isRows(content: TableContent): content is readonly Readonly<Record<string, TableCell>>[] {
  return Array.isArray(content);
}

function valuesOf(head: string, column: TableColumn): TableCell[] {
  if (!(column instanceof tf.Tensor)) return Array.from<TableCell>(column);
  if (column.rank !== 1) {
    throw new ArgumentError(
      `The column '${head}' is a tensor of shape [${column.shape.join(', ')}].`,
      'Pass a vector: one column of it, for example.',
    );
  }
  return column.arraySync() as number[];
}

function isNumberOrEmpty(cell: TableCell): boolean {
  return typeof cell === 'number' || cell === null || cell === undefined;
}

/** One notation for all numbers of a column, so that their points stand below each other. */
function formatColumn(column: readonly TableCell[], digits: number): string[] {
  const numbers = column.filter((cell) => typeof cell === 'number' && Number.isFinite(cell));
  const sizes = (numbers as number[]).map(Math.abs).filter((size) => size > 0);
  const whole = sizes.every(Number.isInteger);
  const extreme = sizes.some((size) => size >= 1e8 || size < 10 ** -digits);
  const write = (value: number) => {
    if (!Number.isFinite(value)) return formatNonFinite(value);
    if (whole && !extreme) return String(value);
    return extreme ? formatScientific(value, digits) : formatFixed(value, digits);
  };
  return column.map((cell) => (typeof cell === 'number' ? write(cell) : String(cell ?? '')));
}
