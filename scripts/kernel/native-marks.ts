/** Marks between what is written natively, by which it gets its place among a cell's messages. */
import { StringDecoder } from 'node:string_decoder';

/** A control string that programs may use among themselves: terminals show nothing of it. */
const START = '\u001b_';
const END = '\u001b\\';
/** Digits of a count of messages. */
const MAX_DIGITS = 16;

/** Mark number `count`, in ASCII. */
export function markText(token: string, count: number): string {
  return `${START}${token}:${count}${END}`;
}

/** Takes the marks out of a stream. */
export class MarkedStream {
  private readonly decoder = new StringDecoder('utf8');
  private readonly start: Buffer;
  private readonly end = Buffer.from(END);
  /** The beginning of what may become a mark. */
  private rest: Buffer = Buffer.alloc(0);
  private lastMark = 0;

  /** @param onText is given the text between the marks */
  constructor(
    token: string,
    private readonly onText: (text: string) => void,
  ) {
    this.start = Buffer.from(`${START}${token}:`);
  }

  /** Number of the last mark that came. */
  get reached(): number {
    return this.lastMark;
  }

  add(chunk: Uint8Array): void {
    let bytes = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const start = this.startOfMark(bytes);
      this.give(bytes.subarray(0, start));
      const mark = bytes.subarray(start);
      const digits = mark.subarray(this.start.length);
      const end = digits.indexOf(this.end);
      if (end === -1 || mark.length < this.start.length) {
        // A mark is written as a whole: what stays open for longer is none.
        const isOpen = digits.length <= MAX_DIGITS;
        this.rest = isOpen ? mark : Buffer.alloc(0);
        if (!isOpen) this.give(mark);
        return;
      }
      this.lastMark = Number(digits.subarray(0, end).toString('latin1'));
      bytes = digits.subarray(end + this.end.length);
    }
  }

  /** Where the first mark begins, or what may become one when more bytes come. */
  private startOfMark(bytes: Buffer): number {
    const whole = bytes.indexOf(this.start);
    if (whole !== -1) return whole;
    for (let length = Math.min(this.start.length - 1, bytes.length); length > 0; length--) {
      const start = bytes.length - length;
      if (bytes.subarray(start).equals(this.start.subarray(0, length))) return start;
    }
    return bytes.length;
  }

  private give(bytes: Buffer): void {
    const text = this.decoder.write(bytes);
    if (text !== '') this.onText(text);
  }
}
