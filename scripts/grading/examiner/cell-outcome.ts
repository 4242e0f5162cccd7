import type { CellOutcome } from '../remote/messages';

const MAX_TEXT = 64 * 1024;
const MAX_PICTURES = 4 * 2 ** 20;
/** Of all cells together. */
const ALL_TEXT = 2 ** 20;
const ALL_PICTURES = 32 * 2 ** 20;
const MAX_MESSAGE = 5000;
const MAX_BUNDLES = 50;
const SHOWN = ['image/png', 'image/svg+xml', 'text/plain'];

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : '';
}

/** Reads what the student's process says of its cells, as far as it has the right form and size. */
export class OutcomeReader {
  #text = ALL_TEXT;
  #pictures = ALL_PICTURES;

  read(value: unknown): CellOutcome {
    const { error, printed, shown } = members(value);
    const { name, message, line } = members(error);
    const said = text(printed, Math.min(MAX_TEXT, this.#text));
    this.#text -= said.length;
    return {
      ...(error !== undefined && {
        error: {
          name: text(name, 100) || 'Error',
          message: text(message, MAX_MESSAGE),
          ...(Number.isSafeInteger(line) && { line: line as number }),
        },
      }),
      printed: said,
      shown: this.#bundles(shown),
    };
  }

  #bundles(shown: unknown): Record<string, string>[] {
    let room = Math.min(MAX_PICTURES, this.#pictures);
    const bundles = (Array.isArray(shown) ? shown.slice(0, MAX_BUNDLES) : []).map((bundle) => {
      const entries = SHOWN.flatMap((mime): [string, string][] => {
        const content = members(bundle)[mime];
        if (typeof content !== 'string' || content.length > room) return [];
        room -= content.length;
        this.#pictures -= content.length;
        return [[mime, content]];
      });
      return Object.fromEntries(entries);
    });
    return bundles.filter((bundle) => Object.keys(bundle).length > 0);
  }
}
