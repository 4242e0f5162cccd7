/** danfojs' data frames and series as tables: the package knows nothing of Jupyter's display. */
import { inspect } from 'node:util';
import { escapeText } from 'entities';

/** What a frame or a series offers. */
interface DanfoFrame {
  shape: number[];
  columns: unknown[];
  index: unknown[];
  values: unknown;
  toString(): string;
}

const DISPLAY = Symbol.for('Jupyter.display');
const CLASSES = ['DataFrame', 'Series'];

/** Longer frames are cut in the middle, as pandas does. */
const MAX_ROWS = 20;
const EDGE_ROWS = 5;

/** Gives the classes of `danfojs-node` a display method, when a cell has imported it. */
export function adaptLoaded(id: string, exports: unknown): void {
  if (id !== 'danfojs-node') return;
  for (const name of CLASSES) {
    const loaded = (exports as Record<string, { prototype: object } | undefined>)[name];
    if (!loaded) continue;
    Object.defineProperty(loaded.prototype, DISPLAY, {
      configurable: true,
      value(this: DanfoFrame) {
        return { 'text/html': tableHtml(this), 'text/plain': this.toString().trimEnd() };
      },
    });
  }
}

/** The rows to show; undefined stands for those left out. */
function shownRows(count: number): (number | undefined)[] {
  const all = Array.from({ length: count }, (_, row) => row);
  if (count <= MAX_ROWS) return all;
  return [...all.slice(0, EDGE_ROWS), undefined, ...all.slice(-EDGE_ROWS)];
}

function cellText(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(+value.toPrecision(6));
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
}

function tableHtml({ shape, columns, index, values }: DanfoFrame): string {
  const rows = values as unknown[][];
  const isSeries = !Array.isArray(rows[0]);
  const style = 'text-align:right;padding:0.25em 0.75em';
  const cell = (tag: 'td' | 'th', text: unknown): string =>
    `<${tag} style="${style}">${escapeText(cellText(text))}</${tag}>`;
  const head = isSeries
    ? ''
    : `<thead><tr>${['', ...columns].map((c) => cell('th', c)).join('')}</tr></thead>`;
  const body = shownRows(shape[0] ?? 0).map((row) => {
    if (row === undefined)
      return `<tr>${cell('th', '⋮')}${'<td></td>'.repeat(isSeries ? 1 : columns.length)}</tr>`;
    const entries = isSeries ? [rows[row]] : (rows[row] ?? []);
    return `<tr>${cell('th', index[row])}${entries.map((entry) => cell('td', entry)).join('')}</tr>`;
  });
  const size = isSeries ? `${shape[0]} values` : `${shape[0]} rows × ${shape[1]} columns`;
  return (
    `<table style="border-collapse:collapse">${head}<tbody>${body.join('')}</tbody></table>` +
    `<p style="opacity:0.7;margin:0.25em 0">${size}</p>`
  );
}
