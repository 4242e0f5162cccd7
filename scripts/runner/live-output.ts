import type { ChalkInstance } from 'chalk';
import type { RunEvent } from './events';
import { pad } from './format';

/** What is left of a line that a carriage return began anew, as a progress bar does. */
function lastState(line: string): string {
  return line.replace(/\r+$/, '').replace(/^.*\r/s, '');
}

/** What cells print, as whole lines, so that those of several notebooks do not mix. */
export class LiveOutput {
  readonly #width: number;
  readonly #colours: ChalkInstance;
  /** The line that has not ended yet, by notebook and stream. */
  readonly #open = new Map<string, Record<'stdout' | 'stderr', string>>();

  /** @param width columns for the notebook before each line; 0 for none */
  constructor(width: number, colours: ChalkInstance) {
    this.#width = width;
    this.#colours = colours;
  }

  /** The lines that an event completes, each with its newline. */
  apply(event: RunEvent): string {
    const open = this.#open.get(event.path) ?? { stdout: '', stderr: '' };
    this.#open.set(event.path, open);
    if (event.type === 'output') {
      const lines = `${open[event.name]}${event.text}`.split('\n');
      open[event.name] = lines.pop() ?? '';
      return lines.map((line) => this.#render(event.path, event.name, line)).join('');
    }
    if (event.type !== 'cell-ended' && event.type !== 'notebook-ended') return '';
    return (['stdout', 'stderr'] as const)
      .filter((name) => open[name] !== '')
      .map((name) => {
        const line = open[name];
        open[name] = '';
        return this.#render(event.path, name, line);
      })
      .join('');
  }

  #render(path: string, name: 'stdout' | 'stderr', line: string): string {
    const text = name === 'stderr' ? this.#colours.yellow(lastState(line)) : lastState(line);
    const prefix = this.#width === 0 ? '' : this.#colours.dim(`${pad(path, this.#width)} │ `);
    return `${prefix}${text}\n`;
  }
}
