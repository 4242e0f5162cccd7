import { inspect } from 'node:util';
import {
  DISPLAY_CHANNEL,
  JUPYTER_DISPLAY,
  type Displayable,
  type DisplayChannel,
  type MimeBundle,
} from './mime';

/** How {@link display} shows a value. */
export interface DisplayOptions {
  /** A name under which a later call can replace what is shown. */
  displayId?: string;
  /**
   * Replaces what was shown under `displayId`.
   * @default false
   */
  update?: boolean;
}

/** The running kernel's channel, if there is one. */
export function displayChannel(): DisplayChannel | undefined {
  return (globalThis as { [DISPLAY_CHANNEL]?: DisplayChannel })[DISPLAY_CHANNEL];
}

/**
 * Shows a value in the running cell: a figure, a tensor, a table or anything else. Without a kernel
 * its text goes to the terminal.
 *
 * @returns a promise that is kept once the value is shown; only values that take time to draw
 *   (figures) need an `await`.
 */
export async function display(value: unknown, options: DisplayOptions = {}): Promise<void> {
  const bundle = bundleOf(value);
  publish(bundle instanceof Promise ? await bundle : bundle, options);
}

/** A value in the representations that it offers, or as Node would print it. */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (isDisplayable(value)) return value[JUPYTER_DISPLAY]();
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) };
}

/** Publishes a bundle through the kernel, or its text on the terminal. */
export function publish(bundle: MimeBundle, options: DisplayOptions = {}): void {
  const channel = displayChannel();
  if (channel) channel.display(bundle, options);
  else process.stdout.write(`${bundle['text/plain'] ?? Object.keys(bundle).join(', ')}\n`);
}

function isDisplayable(value: unknown): value is Displayable {
  const offered = (value as Partial<Displayable> | null | undefined)?.[JUPYTER_DISPLAY];
  return typeof offered === 'function';
}
