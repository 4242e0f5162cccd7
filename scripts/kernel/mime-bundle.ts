/** Values as MIME bundles, by the convention of `[Symbol.for('Jupyter.display')]()`. */
import { inspect } from 'node:util';

/** A value in several representations, keyed by MIME type, ready for JSON. */
export type MimeBundle = Record<string, unknown>;

const DISPLAY = Symbol.for('Jupyter.display');

/** Longer texts are cut: a million properties help nobody. */
const MAX_TEXT = 50_000;

function plainText(value: unknown): string {
  const text = inspect(value, {
    depth: 4,
    maxArrayLength: 200,
    maxStringLength: 20_000,
    breakLength: 80,
  });
  if (text.length <= MAX_TEXT) return text;
  const end = text.lastIndexOf('\n', MAX_TEXT);
  const kept = text.slice(0, end > 0 ? end : MAX_TEXT);
  return `${kept}\n… ${text.length - kept.length} more characters`;
}

/** Binary data becomes base64, as Jupyter's messages want it; what JSON cannot hold is left out. */
function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'bigint') return value.toString();
  return value;
}

/** A bundle as a display method or a caller of the display channel gave it, made fit for JSON. */
export function normalizeBundle(bundle: unknown): MimeBundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) {
    throw new TypeError(
      `A display method returned ${plainText(bundle)}. Return an object whose keys are MIME types.`,
    );
  }
  const normalized: MimeBundle = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (value !== undefined) normalized[type] = toJson(value);
  }
  return normalized;
}

/**
 * The bundle for a value: its own display method's where it has one, else the text that Node's
 * REPL would print.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const display: unknown =
    (typeof value === 'object' && value !== null) || typeof value === 'function'
      ? (value as Record<symbol, unknown>)[DISPLAY]
      : undefined;
  if (typeof display !== 'function') return { 'text/plain': plainText(value) };
  const bundle = normalizeBundle(await (display as () => unknown).call(value));
  // Every frontend can fall back on text.
  return 'text/plain' in bundle ? bundle : { ...bundle, 'text/plain': plainText(value) };
}
