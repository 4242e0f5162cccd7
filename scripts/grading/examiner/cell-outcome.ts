import type { CellOutcome } from '../remote/messages';

const MAX_TEXT = 64 * 1024;
const MAX_PICTURES = 4 * 2 ** 20;
const MAX_MESSAGE = 5000;
const SHOWN = ['image/png', 'image/svg+xml', 'text/plain'];

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : '';
}

/** What the student's process says of one of its cells, as far as it has the right form and size. */
export function readOutcome(value: unknown): CellOutcome {
  const { error, printed, shown } = members(value);
  const { name, message, line } = members(error);
  let room = MAX_PICTURES;
  const bundles = (Array.isArray(shown) ? shown : []).map((bundle) => {
    const entries = SHOWN.flatMap((mime): [string, string][] => {
      const content = members(bundle)[mime];
      if (typeof content !== 'string' || content.length > room) return [];
      room -= content.length;
      return [[mime, content]];
    });
    return Object.fromEntries(entries);
  });
  return {
    ...(error !== undefined && {
      error: {
        name: text(name, 100) || 'Error',
        message: text(message, MAX_MESSAGE),
        ...(Number.isSafeInteger(line) && { line: line as number }),
      },
    }),
    printed: text(printed, MAX_TEXT),
    shown: bundles.filter((bundle) => Object.keys(bundle).length > 0).slice(0, 50),
  };
}
