/** A value in several representations, keyed by MIME type, as Jupyter's display messages carry it. */
export type MimeBundle = Record<string, unknown> & { 'text/plain'?: string };

/**
 * The convention by which a value shows itself in a notebook (shared with Deno's kernel): a method
 * under this symbol that returns a MIME bundle, or a promise of one.
 */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that shows itself in a notebook. */
export interface Displayable {
  [JUPYTER_DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

/**
 * What a running kernel offers to code that must publish while a cell runs (progress, live curves).
 * The kernel puts it on `globalThis[Symbol.for('latentlab.display')]`; scripts and tests have none.
 */
export interface DisplayChannel {
  /** Publishes a bundle; with `update`, replaces what was shown under `displayId`. */
  display(bundle: MimeBundle, options?: { displayId?: string; update?: boolean }): void;
  /** Removes the running cell's outputs; with `wait`, at the moment the next output arrives. */
  clearOutput(wait?: boolean): void;
  /** Tells when the running cell is interrupted; what computes between turns stops itself by it. */
  interruption?(): AbortSignal | undefined;
}

/** The well-known global symbol under which a kernel offers its {@link DisplayChannel}. */
export const DISPLAY_CHANNEL: unique symbol = Symbol.for('latentlab.display') as never;
