/** From a kernel's iopub messages to the outputs that a notebook stores. No sockets, no files. */
import type { Message } from './message';
import {
  isJsonMime,
  type CellOutput,
  type DisplayDataOutput,
  type ExecuteResultOutput,
  type MimeBundle,
} from './nbformat';
import { PrintedText } from './printed-text';

type Displayed = DisplayDataOutput | ExecuteResultOutput;

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The bundle with everything that is not JSON as text, so that the notebook stays valid. */
function mimeBundle(value: unknown): MimeBundle {
  return Object.fromEntries(
    Object.entries(members(value)).map(([mime, data]) => {
      if (isJsonMime(mime)) return [mime, data];
      return [mime, Array.isArray(data) ? data.map(text).join('') : text(data)];
    }),
  );
}

function executionCount(value: unknown): number | null {
  return Number.isInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** The output that a message of type `display_data`, `execute_result` or `error` stands for. */
export function outputFromMessage(message: Message): CellOutput | undefined {
  const { content } = message;
  switch (message.header.msg_type) {
    case 'stream':
      return {
        output_type: 'stream',
        name: content['name'] === 'stderr' ? 'stderr' : 'stdout',
        text: text(content['text']),
      };
    case 'display_data':
    case 'update_display_data':
      return {
        output_type: 'display_data',
        data: mimeBundle(content['data']),
        metadata: members(content['metadata']),
      };
    case 'execute_result':
      return {
        output_type: 'execute_result',
        execution_count: executionCount(content['execution_count']),
        data: mimeBundle(content['data']),
        metadata: members(content['metadata']),
      };
    case 'error':
      return {
        output_type: 'error',
        ename: text(content['ename']),
        evalue: text(content['evalue']),
        traceback: Array.isArray(content['traceback']) ? content['traceback'].map(text) : [],
      };
    default:
      return undefined;
  }
}

/** What is displayed under an id, in all cells of one kernel's notebook. */
export class DisplayIds {
  readonly #shown = new Map<string, Set<Displayed>>();

  add(id: string, output: Displayed): void {
    const shown = this.#shown.get(id) ?? new Set();
    this.#shown.set(id, shown.add(output));
  }

  /** Replaces what is shown under `id`, wherever that is. */
  update(id: string, { data, metadata }: Displayed): void {
    for (const output of this.#shown.get(id) ?? []) Object.assign(output, { data, metadata });
  }

  remove(outputs: readonly CellOutput[]): void {
    for (const shown of this.#shown.values()) {
      for (const output of outputs) shown.delete(output as Displayed);
    }
  }
}

/** Collects the outputs of one cell in the array that the notebook holds. */
export class OutputArea {
  readonly #outputs: CellOutput[];
  readonly #displayIds: DisplayIds;
  #clearBeforeNext = false;
  readonly #printed: PrintedText;

  /**
   * @param outputs the cell's outputs, filled in place
   * @param displayIds shared by all cells of the notebook
   */
  constructor(outputs: CellOutput[], displayIds: DisplayIds) {
    this.#outputs = outputs;
    this.#displayIds = displayIds;
    this.#printed = new PrintedText(outputs);
  }

  /** Applies an iopub message of this cell; those that are no output change nothing. */
  apply(message: Message): void {
    const type = message.header.msg_type;
    if (type === 'clear_output') {
      if (message.content['wait'] === true) this.#clearBeforeNext = true;
      else this.#clear();
      return;
    }
    const output = outputFromMessage(message);
    if (!output) return;
    if (output.output_type === 'display_data' || output.output_type === 'execute_result') {
      const id = members(message.content['transient'])['display_id'];
      if (typeof id === 'string') this.#displayIds.update(id, output);
      if (type === 'update_display_data') return;
      this.append(output);
      if (typeof id === 'string') this.#displayIds.add(id, output);
      return;
    }
    this.append(output);
  }

  /** Adds an output; text of the stream that came last is joined to it, within bounds. */
  append(output: CellOutput): void {
    if (this.#clearBeforeNext) this.#clear();
    if (output.output_type === 'stream') {
      if (output.text !== '') this.#printed.append(output.name, text(output.text));
      return;
    }
    this.#outputs.push(output);
    this.#printed.close();
  }

  #clear(): void {
    this.#displayIds.remove(this.#outputs);
    this.#outputs.length = 0;
    this.#printed.forget();
    this.#clearBeforeNext = false;
  }
}
