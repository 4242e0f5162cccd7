/** What a cell prints, as stream outputs of bounded size: of very long text the middle is left out. */
import type { CellOutput, StreamOutput } from './nbformat';
import { appendStream, EMPTY_STREAM, type StreamText } from './stream-text';

/** Characters at the beginning and at the end that are kept in any case. */
const HEAD = 256 * 1024;
const TAIL = 256 * 1024;
/** What an output takes up beside its text. */
const OUTPUT_SIZE = 256;
/** How far to look for the end of a line where text is cut. */
const LINE = 4096;

interface Entry {
  output: StreamOutput;
  state: StreamText;
}

function sizeOf({ state }: Entry): number {
  return state.text.length + OUTPUT_SIZE;
}

/** A place near `index` where `text` may be cut: after a line, at least between two characters. */
function cutNear(text: string, index: number): number {
  const afterLine = text.indexOf('\n', Math.max(0, index - 1)) + 1;
  if (afterLine > 0 && afterLine - index < LINE) return afterLine;
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
}

/** Drops the first `count` characters of an entry. */
function dropFirst(entry: Entry, count: number): void {
  const { text, cursor } = entry.state;
  entry.state = { text: text.slice(count), cursor: Math.max(0, cursor - count) };
  entry.output.text = entry.state.text;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let i = text.indexOf(character); i !== -1; i = text.indexOf(character, i + 1)) found++;
  return found;
}

/** Keeps the stream outputs of one cell among its outputs. */
export class PrintedText {
  readonly #outputs: CellOutput[];
  /** Outputs that may still be shortened, in order; the last one may still grow. */
  #entries: Entry[] = [];
  #size = 0;
  #isOpen = false;
  /** Tells what was left out. It stands between the beginning and `#entries`. */
  #notice: StreamOutput | undefined;
  #characters = 0;
  #lines = 0;

  /** @param outputs the cell's outputs, changed in place */
  constructor(outputs: CellOutput[]) {
    this.#outputs = outputs;
  }

  /** Adds text; where the same stream came last, to its output. */
  append(name: StreamOutput['name'], text: string): void {
    let entry = this.#isOpen ? this.#entries.at(-1) : undefined;
    if (entry?.output.name !== name) {
      entry = { output: { output_type: 'stream', name, text: '' }, state: EMPTY_STREAM };
      this.#entries.push(entry);
      this.#outputs.push(entry.output);
      this.#size += OUTPUT_SIZE;
      this.#isOpen = true;
    }
    const before = entry.state.text.length;
    entry.state = appendStream(entry.state, text);
    entry.output.text = entry.state.text;
    this.#size += entry.state.text.length - before;
    // Twice the size that is left, so that text is not cut at every message.
    if (this.#size > 2 * TAIL + (this.#notice ? 0 : HEAD)) this.#shorten();
  }

  /** Something else was put out: what is printed next begins an output of its own. */
  close(): void {
    this.#isOpen = false;
  }

  /** The outputs were cleared. */
  forget(): void {
    this.#entries = [];
    this.#size = 0;
    this.#isOpen = false;
    this.#notice = undefined;
    this.#characters = 0;
    this.#lines = 0;
  }

  #shorten(): void {
    this.#notice ??= this.#setHeadApart();
    const removed = new Set<CellOutput>();
    while (this.#size > TAIL) {
      const first = this.#entries[0] as Entry;
      const excess = this.#size - TAIL;
      if (this.#entries.length > 1 && sizeOf(first) <= excess) {
        this.#leaveOut(first.state.text);
        this.#size -= sizeOf(first);
        removed.add(first.output);
        this.#entries.shift();
        continue;
      }
      const { text } = first.state;
      const cut = cutNear(text, Math.min(excess, text.length));
      this.#leaveOut(text.slice(0, cut));
      this.#size -= cut;
      dropFirst(first, cut);
      break;
    }
    const kept = this.#outputs.filter((output) => !removed.has(output));
    this.#outputs.length = 0;
    for (const output of kept) this.#outputs.push(output);
    const [characters, lines] = [this.#characters, this.#lines].map((n) => n.toLocaleString('en'));
    this.#notice.text =
      `\n[Left out here: ${characters} characters (${lines} lines). Of what a cell prints, ` +
      'the notebook keeps the beginning and the end.]\n\n';
  }

  /** Puts the notice after the beginning, which is not touched any more. */
  #setHeadApart(): StreamOutput {
    let size = 0;
    let last = this.#entries[0] as Entry;
    for (const entry of this.#entries) {
      last = entry;
      if (size + sizeOf(entry) >= HEAD) break;
      size += sizeOf(entry);
    }
    const { name } = last.output;
    const { text } = last.state;
    const cut = cutNear(text, Math.min(HEAD - size, text.length));
    const head: StreamOutput = { output_type: 'stream', name, text: text.slice(0, cut) };
    const notice: StreamOutput = { output_type: 'stream', name, text: '' };
    this.#outputs.splice(this.#outputs.indexOf(last.output), 0, head, notice);
    dropFirst(last, cut);
    this.#entries = this.#entries.slice(this.#entries.indexOf(last));
    this.#size = this.#entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    return notice;
  }

  #leaveOut(text: string): void {
    this.#characters += text.length;
    this.#lines += count(text, '\n');
  }
}
