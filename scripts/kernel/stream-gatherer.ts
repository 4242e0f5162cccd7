/** Puts printed text together, so that a loop of prints does not become as many messages. */
import type { MessageHeader } from '../jupyter/message';

const GATHER_MS = 15;
const GATHER_CHARACTERS = 64 * 1024;

type Parent = MessageHeader | undefined;

export class StreamGatherer {
  private name = '';
  private parent: Parent;
  private text: string[] = [];
  private length = 0;
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param publish sends a stream message; `bytes` is the sum of what was given for its parts */
  constructor(
    private readonly publish: (
      parent: Parent,
      content: { name: string; text: string },
      bytes: number,
    ) => void,
  ) {}

  /** Adds text; a change of stream or cell sends what was gathered before. */
  add(parent: Parent, name: string, text: string, bytes: number): void {
    if (this.name !== name || this.parent?.msg_id !== parent?.msg_id) this.flush();
    this.name = name;
    this.parent = parent;
    this.text.push(text);
    this.length += text.length;
    this.bytes += bytes;
    if (this.length >= GATHER_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Sends what was gathered, before a message that must come after it. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.text.length === 0) return;
    const { name, parent, bytes } = this;
    const text = this.text.join('');
    this.text = [];
    this.length = 0;
    this.bytes = 0;
    this.publish(parent, { name, text }, bytes);
  }
}
