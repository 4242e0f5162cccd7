/** `prompt` for cells: asks the person at the frontend for a line, as browsers and Deno do. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { SharedState, ToWire } from './threads';

/** A cell asked for input where nobody is there to answer. */
export class InputNotAllowed extends Error {
  override name = 'InputNotAllowed';
  constructor() {
    super(
      'The cell asks for input, but this notebook runs without a person at it. ' +
        'Set the value in a cell tagged "parameters" instead.',
    );
  }
}

/** A synchronous `prompt(message, defaultValue)`; the code that calls it is held up. */
export type Prompt = (message?: string, defaultValue?: string) => string;

/**
 * @param answers where the wire thread puts what was typed
 * @param isAllowed whether the running cell's client answers questions
 */
export function createPrompt(
  state: SharedState,
  toWire: (message: ToWire) => void,
  answers: MessagePort,
  isAllowed: () => boolean,
): Prompt {
  return (message = '', defaultValue = '') => {
    if (!isAllowed()) throw new InputNotAllowed();
    // An answer that came after its cell was interrupted is not this one's.
    while (receiveMessageOnPort(answers));
    state.waitForInput(() => toWire({ type: 'input', prompt: String(message), password: false }));
    const received = receiveMessageOnPort(answers);
    const text = typeof received?.message === 'string' ? received.message : '';
    return text === '' ? defaultValue : text;
  };
}
