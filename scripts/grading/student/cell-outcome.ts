/** Runs a cell of the student's and gathers what it printed and showed. */
import { inspect } from 'node:util';
import {
  DISPLAY_CHANNEL,
  JUPYTER_DISPLAY,
  type DisplayChannel,
  type MimeBundle,
} from '../../../lib/display/mime';
import type { CellOutcome } from '../remote/messages';
import { cellFile, type CellSession } from '../remote/run-cell';
import type { StudentCell } from './job';

const MAX_PRINTED = 64 * 1024;
const MAX_SHOWN = 2 * 2 ** 20;
/** What can be looked at without running anything. */
const SHOWN = ['image/png', 'image/svg+xml', 'text/plain'];

let printed = '';
let shown: { id: string | undefined; bundle: Record<string, string> }[] = [];

/** From now on what is printed and displayed is gathered. */
export function gatherOutput(): void {
  const write = (text: unknown): boolean => {
    if (printed.length < MAX_PRINTED) printed += String(text).slice(0, MAX_PRINTED);
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  const channel: DisplayChannel = {
    display: (bundle, { displayId, update } = {}) => {
      const next = { id: displayId, bundle: simple(bundle) };
      const place = update ? shown.findIndex(({ id }) => id === displayId) : -1;
      if (place < 0) shown.push(next);
      else shown[place] = next;
    },
    clearOutput: () => {
      shown = [];
      printed = '';
    },
  };
  Object.assign(globalThis, { [DISPLAY_CHANNEL]: channel });
}

function simple(bundle: MimeBundle): Record<string, string> {
  return Object.fromEntries(
    SHOWN.flatMap((mime) => {
      const content = bundle[mime];
      return typeof content === 'string' && content.length <= MAX_SHOWN ? [[mime, content]] : [];
    }),
  );
}

async function show(value: unknown): Promise<void> {
  if (value === undefined) return;
  const display = (value as Record<symbol, unknown> | null)?.[JUPYTER_DISPLAY];
  const bundle =
    typeof display === 'function'
      ? await (Reflect.apply(display, value, []) as Promise<MimeBundle>)
      : { 'text/plain': inspect(value) };
  shown.push({ id: undefined, bundle: simple(bundle) });
}

/** The line of the cell's code in the stack of an error, from 1. */
function lineOf({ id }: StudentCell, error: unknown): number | undefined {
  const stack = error instanceof Error ? String(error.stack) : '';
  const place = stack.indexOf(`${cellFile(id)}:`);
  if (place < 0) return undefined;
  return Number.parseInt(stack.slice(place + cellFile(id).length + 1), 10);
}

/** Runs a cell; whatever happens in it is its outcome. */
export async function runCell(session: CellSession, cell: StudentCell): Promise<CellOutcome> {
  printed = '';
  shown = [];
  let error: CellOutcome['error'];
  try {
    const value = await session.run(cell);
    if (cell.isShown) await show(value);
  } catch (thrown) {
    const { name, message } =
      thrown instanceof Error ? thrown : { name: 'Error', message: inspect(thrown) };
    const line = lineOf(cell, thrown);
    error = {
      name: String(name).slice(0, 200),
      message: String(message).slice(0, 5000),
      ...(line && { line }),
    };
  }
  const bundles = shown.map(({ bundle }) => bundle);
  const size = JSON.stringify(bundles).length;
  return { ...(error && { error }), printed, shown: size <= 2 * MAX_SHOWN ? bundles : [] };
}
